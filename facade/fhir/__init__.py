"""FHIR R4 itself: definitions as data, primitives, dates, JSON, Bundle, OperationOutcome."""
