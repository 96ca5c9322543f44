"""Plays a working day through the real window, and builds the sample practice."""
