"""SMART on FHIR: registered apps, how they authenticate, what people allow them. Knows no HTTP framework."""
