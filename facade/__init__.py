"""A FHIR R4 facade that stands beside a legacy EHR database and gives it a modern face."""
