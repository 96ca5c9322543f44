"""How long the mail room waits, as it ships with the program; read once."""

from __future__ import annotations

import json
from functools import cache

from app.domain.mail_waits import MailWaits, mail_waits_from
from app.system.resources import resource_text


@cache
def mail_waits() -> MailWaits:
    """The days to wait for receipts."""
    return mail_waits_from(json.loads(resource_text("mail_waits.json")))
