"""Reads patient lists (CSV, FHIR) and writes CSV; everything read is hostile until checked."""
