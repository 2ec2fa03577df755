"""One module per FHIR interaction, without Flask: (context, request) → reply."""
