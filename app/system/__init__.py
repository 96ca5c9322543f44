"""The operating system: paths, private files, instance lock, logs, resources, clock."""
