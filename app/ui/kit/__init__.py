"""Shared parts of the window: task runner, tables, forms, messages, theme, printing."""
