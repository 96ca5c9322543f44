"""One module per schema step, forward only, never edited after a release."""
