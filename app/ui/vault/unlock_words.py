"""What the unlock page says, shared by the page and by its first painted picture."""

from __future__ import annotations

UNLOCK = "Unlock"
LEAD = "Sign in to open the records desk."
LOGIN = "Sign-in name"
PASSWORD = "Password"  # noqa: S105 - the name of a field
RECOVERY = "Forgotten password? Use the recovery code"
RESTORE = "Restore from a backup"
OTHER_FOLDER = "Open another data folder"
HELP = "Help (F1)"
WIDTH = 440
SAMPLE_STAFF = (
    "Who works here, all with this password: ana (administrator), ines (privacy officer), marco "
    "(clerk), viola (read-only). Change only the sign-in name."
)


def folder_line(folder: object) -> str:
    """Which data this is, below the card."""
    return f"Data folder: {folder}"
