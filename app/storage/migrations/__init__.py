"""Frozen history of the schema: revisions import nothing from the rest of the program."""
