"""The registers room of the window."""
