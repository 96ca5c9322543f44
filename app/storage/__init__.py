"""The only room with SQLAlchemy and sqlcipher3: everything that is kept is kept here, encrypted."""
