"""A row or two for every table of both vendors, for the pages that are tried on a clinic."""

from __future__ import annotations

from typing import Any

OLD = "2020-01-02 03:04:05"

OSCAR_ROWS: dict[str, list[dict[str, Any]]] = {
    "provider": [{"provider_no": "101", "last_name": "Roy", "first_name": "Ann", "status": "1", "lastUpdateDate": OLD}],
    "clinic": [{"clinic_no": 1, "clinic_name": "Centre"}],
    "demographic": [
        {"demographic_no": 7, "last_name": "Tremblay", "first_name": "Éric", "sex": "M", "year_of_birth": "1980",
         "month_of_birth": "5", "date_of_birth": "7", "patient_status": "AC", "provider_no": "101",
         "lastUpdateDate": OLD, "hin": "9876543217", "hc_type": "ON", "sin": "046454286"},
        {"demographic_no": 8, "last_name": "Absorbed", "first_name": "Éric", "sex": "M", "patient_status": "AC",
         "lastUpdateDate": OLD},
    ],
    "demographicExt": [{"id": 1, "demographic_no": 7, "key_val": "demo_cell", "value": "613-555-0199"}],
    "demographic_merged": [{"id": 1, "demographic_no": 8, "merged_to": 7, "deleted": 0}],
    "allergies": [{"allergyid": 1, "demographic_no": 7, "DESCRIPTION": "PENICILLIN", "TYPECODE": 0, "archived": 0,
                   "position": 0, "lastUpdateDate": OLD, "start_date": "2019-03-01"}],
    "partial_date": [{"id": 1, "table_name": 1, "table_id": 1, "field_name": 1, "format": "YYYY"}],
    "dxresearch": [{"dxresearch_no": 1, "demographic_no": 7, "status": "A", "dxresearch_code": "250",
                    "coding_system": "icd9", "update_date": OLD, "association": 0}],
    "icd9": [{"id": 1, "icd9": "250", "description": "DIABETES MELLITUS"}],
    "measurements": [
        {"id": number, "type": type_, "demographicNo": 7, "providerNo": "101", "dataField": value,
         "measuringInstruction": "", "dateObserved": OLD, "dateEntered": OLD}
        for number, type_, value in ((1, "BP", "120/80"), (2, "WT", "70.5"))
    ],
}  # fmt: skip
OPENEMR_ROWS: dict[str, list[dict[str, Any]]] = {
    "users": [{"id": 1, "username": "roy", "authorized": 1, "active": 1, "lname": "Roy"}],
    "facility": [{"id": 3, "name": "Centre"}],
    "patient_data": [{"id": 1, "pid": 7, "lname": "Smith", "fname": "Anna", "sex": "Female", "DOB": "1980-05-07"}],
    "patient_history": [{"id": 1, "pid": 7, "history_type_key": "name_history", "previous_name_last": "Roy"}],
    "lists": [
        {"id": 1, "pid": 7, "type": "allergy", "title": "Penicillin", "date": OLD, "user": "roy", "activity": 1},
        {"id": 2, "pid": 7, "type": "medical_problem", "title": "Diabetes", "date": OLD, "user": "roy", "activity": 1},
        {"id": 3, "pid": 7, "type": "medication", "title": "Garlic", "begdate": "2015-01-00", "activity": 1},
        {"id": 4, "pid": 7, "type": "surgery", "title": "Appendectomy", "begdate": "2001-00-00", "activity": 1},
    ],
    "prescriptions": [
        {
            "id": 1,
            "patient_id": 7,
            "drug": "Metformin",
            "rxnorm_drugcode": 860975,
            "form": 2,
            "dosage": "1",
            "route": 1,
            "interval": 1,
            "active": 1,
            "date_added": "2016-03-04 00:00:00",
            "refills": 2,
            "txDate": "2016-03-04",
            "usage_category_title": "",
            "request_intent_title": "",
        }
    ],
    "list_options": [
        {"list_id": "drug_form", "option_id": "2", "title": "tablet"},
        {"list_id": "drug_route", "option_id": "1", "title": "Per Oris"},
    ],
    "immunizations": [{"id": 1, "patient_id": 7, "administered_date": OLD, "cvx_code": "140", "update_date": OLD}],
    "procedure_order": [{"procedure_order_id": 1, "patient_id": 7, "date_ordered": "2016-03-04 00:00:00"}],
    "procedure_order_code": [{"procedure_order_id": 1, "procedure_order_seq": 1, "procedure_code": "4548-4"}],
    "procedure_report": [{"procedure_report_id": 1, "procedure_order_id": 1, "report_status": "final"}],
    "procedure_result": [{"procedure_result_id": 1, "procedure_report_id": 1, "result": "<5", "result_code": "4548-4"}],
    "procedure_specimen": [
        {"procedure_specimen_id": 1, "procedure_order_id": 1, "procedure_order_seq": 1, "deleted": 0}
    ],
    "history_data": [{"id": 1, "pid": 7, "date": OLD, "tobacco": "|nevertobacco||4", "history_father": "gout"}],
    "form_care_plan": [
        {"id": 6, "pid": 7, "date": "2016-01-01 00:00:00", "description": "walk", "care_plan_type": "goal"},
    ],
    "forms": [
        {"id": 1, "form_id": 4, "formdir": "newpatient", "pid": 7, "encounter": 12, "deleted": 0},
        {"id": 2, "form_id": 5, "formdir": "vitals", "pid": 7, "encounter": 12, "deleted": 0},
        {"id": 3, "form_id": 6, "formdir": "care_plan", "pid": 7, "encounter": 12, "deleted": 0},
    ],
    "form_encounter": [{"id": 4, "pid": 7, "encounter": 12, "date": OLD, "provider_id": 1, "facility_id": 3}],
    "issue_encounter": [{"pid": 7, "list_id": 2, "encounter": 12, "resolved": 0}],
    "form_vitals": [{"id": 5, "pid": 7, "date": OLD, "user": "roy", "weight": "150.0", "bps": "120", "bpd": "80"}],
}
