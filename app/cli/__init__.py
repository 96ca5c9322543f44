"""The command line: the same services, for the tour and unattended work."""
