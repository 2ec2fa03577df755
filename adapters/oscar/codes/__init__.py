"""Stored codes and what they are in FHIR R4: a module for each part of the chart."""
