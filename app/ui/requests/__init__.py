"""The requests room of the window."""
