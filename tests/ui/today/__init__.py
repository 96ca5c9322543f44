"""Tests of the morning page."""
