"""The rules in plain Python: no clock, no input or output, no Qt, no SQL."""
