"""The Consents room: who agreed to what, for which address, until when."""
