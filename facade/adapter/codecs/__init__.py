"""Codecs: two-way rules between FHIR values and columns. One object, so that its four directions cannot drift."""
