"""House rules as checks."""
