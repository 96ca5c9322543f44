"""The mail room of the window."""
