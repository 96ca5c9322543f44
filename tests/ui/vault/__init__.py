"""Tests of the pages before the desk, the lock and the start, with the real encrypted store."""
