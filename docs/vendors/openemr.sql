-- The two accounts of the adapter openemr, for the newest release, with every write turned on.
-- For your own database: facade adapter grants openemr --url URL --database DATABASE

CREATE USER 'fhir_reader'@'%' IDENTIFIED BY 'choose one' WITH MAX_USER_CONNECTIONS 12 MAX_STATEMENT_TIME 5;
GRANT SELECT (`city`, `country_code`, `email`, `facility_npi`, `fax`, `id`, `inactive`, `last_updated`, `name`, `phone`, `postal_code`, `state`, `street`, `uuid`) ON `openemr`.`facility` TO 'fhir_reader'@'%';
GRANT SELECT (`class_code`, `date`, `date_end`, `encounter`, `facility_id`, `id`, `last_update`, `pid`, `provider_id`, `reason`, `uuid`) ON `openemr`.`form_encounter` TO 'fhir_reader'@'%';
GRANT SELECT (`BMI`, `bpd`, `bps`, `date`, `head_circ`, `height`, `id`, `last_updated`, `oxygen_saturation`, `pid`, `pulse`, `respiration`, `temperature`, `user`, `waist_circ`, `weight`) ON `openemr`.`form_vitals` TO 'fhir_reader'@'%';
GRANT SELECT (`deleted`, `encounter`, `form_id`, `formdir`, `id`) ON `openemr`.`forms` TO 'fhir_reader'@'%';
GRANT SELECT (`encounter`, `list_id`, `pid`) ON `openemr`.`issue_encounter` TO 'fhir_reader'@'%';
GRANT REFERENCES (`groupname`), SELECT (`activity`, `begdate`, `comments`, `date`, `diagnosis`, `enddate`, `id`, `modifydate`, `outcome`, `pid`, `reaction`, `severity_al`, `title`, `type`, `user`, `uuid`, `verification`) ON `openemr`.`lists` TO 'fhir_reader'@'%';
GRANT REFERENCES (`date`, `pid`, `type`) ON `openemr`.`lists_touch` TO 'fhir_reader'@'%';
GRANT REFERENCES (`category`, `comments`, `date`, `event`, `groupname`, `patient_id`, `success`, `user`) ON `openemr`.`log` TO 'fhir_reader'@'%';
GRANT REFERENCES (`date`, `updated_by`), SELECT (`city`, `country_code`, `deceased_date`, `DOB`, `email`, `fname`, `language`, `last_updated`, `lname`, `mname`, `phone_biz`, `phone_cell`, `phone_home`, `pid`, `postal_code`, `preferred_name`, `providerID`, `pubpid`, `sex`, `state`, `status`, `street`, `street_line_2`, `suffix`, `title`, `uuid`) ON `openemr`.`patient_data` TO 'fhir_reader'@'%';
GRANT SELECT (`history_type_key`, `id`, `pid`, `previous_name_enddate`, `previous_name_first`, `previous_name_last`, `previous_name_middle`, `previous_name_prefix`, `previous_name_suffix`) ON `openemr`.`patient_history` TO 'fhir_reader'@'%';
GRANT SELECT (`active`, `authorized`, `city`, `email`, `fax`, `fname`, `id`, `last_updated`, `lname`, `mname`, `npi`, `phone`, `phonecell`, `phonew1`, `state`, `state_license_number`, `street`, `streetb`, `suffix`, `title`, `username`, `uuid`, `zip`) ON `openemr`.`users` TO 'fhir_reader'@'%';

CREATE USER 'fhir_writer'@'%' IDENTIFIED BY 'choose another' WITH MAX_USER_CONNECTIONS 12 MAX_STATEMENT_TIME 5;
GRANT INSERT (`activity`, `begdate`, `comments`, `date`, `groupname`, `pid`, `reaction`, `severity_al`, `title`, `type`, `user`, `verification`), SELECT (`activity`, `begdate`, `comments`, `date`, `diagnosis`, `enddate`, `id`, `modifydate`, `outcome`, `pid`, `reaction`, `severity_al`, `title`, `type`, `user`, `uuid`, `verification`) ON `openemr`.`lists` TO 'fhir_writer'@'%';
GRANT INSERT (`date`, `pid`, `type`), SELECT (`pid`, `type`) ON `openemr`.`lists_touch` TO 'fhir_writer'@'%';
GRANT INSERT (`category`, `comments`, `date`, `event`, `groupname`, `patient_id`, `success`, `user`) ON `openemr`.`log` TO 'fhir_writer'@'%';
GRANT SELECT (`city`, `country_code`, `deceased_date`, `DOB`, `email`, `fname`, `language`, `last_updated`, `lname`, `mname`, `phone_biz`, `phone_cell`, `phone_home`, `pid`, `postal_code`, `preferred_name`, `providerID`, `pubpid`, `sex`, `state`, `status`, `street`, `street_line_2`, `suffix`, `title`, `uuid`), UPDATE (`city`, `country_code`, `date`, `deceased_date`, `DOB`, `email`, `fname`, `language`, `last_updated`, `lname`, `mname`, `phone_biz`, `phone_cell`, `phone_home`, `postal_code`, `preferred_name`, `providerID`, `pubpid`, `sex`, `state`, `status`, `street`, `street_line_2`, `suffix`, `title`, `updated_by`) ON `openemr`.`patient_data` TO 'fhir_writer'@'%';
GRANT SELECT (`history_type_key`, `id`, `pid`, `previous_name_enddate`, `previous_name_first`, `previous_name_last`, `previous_name_middle`, `previous_name_prefix`, `previous_name_suffix`) ON `openemr`.`patient_history` TO 'fhir_writer'@'%';
GRANT SELECT (`active`, `id`, `username`) ON `openemr`.`users` TO 'fhir_writer'@'%';
