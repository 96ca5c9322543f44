"""The vault room of the window."""
