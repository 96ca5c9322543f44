"""Tests of the Requests room."""
