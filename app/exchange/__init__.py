"""Patient lists in (CSV, FHIR R4), lists out (CSV); nothing here touches the store."""
