"""The vendors' packages: tables, codes and one map for each FHIR type."""
