"""Tests of the Settings room with the real services and store."""
