"""Tests of the Consents room."""
