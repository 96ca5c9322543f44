"""Why something is not offered to the signed-in person, in words; ``ActionSet.may`` says whether.

One button says whose it is (:func:`offer`); a page of which nothing is offered says so once, below
its title (:func:`read_only_line`).

Only a courtesy of the window: each service verb checks its permission itself, when it runs.
"""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from app.domain.staff import Operation, Role, is_permitted
from app.ui.kit.words import safe_tip, words

_DEEDS = {
    Operation.EDIT_REQUESTS: "change requests and mail",
    Operation.CAPTURE_CONSENT: "capture consents",
    Operation.REVOKE_CONSENT: "take a consent back",
    Operation.EDIT_CONSENT_TEXTS: "change the texts that patients sign",
    Operation.VERIFY_CONSENTS: "verify consents",
    Operation.IMPORT_PATIENTS: "bring in patients",
    Operation.RELEASE: "approve a release",
    Operation.EXPORT: "export lists",
    Operation.EDIT_RULES: "change rules and prices",
    Operation.MANAGE_STAFF: "change accounts",
    Operation.MANAGE_SETTINGS: "change the settings",
    Operation.RESTORE: "put back a backup",
}

_READ_ONLY = "Your account is read-only: you can look at everything here and change nothing."


def who_may(operation: Operation) -> str:
    """``Only a privacy officer or an administrator may export lists.``"""
    roles = [_with_article(role) for role in Role if is_permitted(role, operation)]
    names = f"{', '.join(roles[:-1])} or {roles[-1]}" if len(roles) > 1 else roles[0]
    return f"Only {names} may {_DEEDS.get(operation, 'do this')}."


def offer(part: QWidget, operation: Operation, *, may: bool, tip: str = "") -> None:
    """Let a button be pressed, or say why not: to the mouse and to a screen reader."""
    why = "" if may else who_may(operation)
    part.setEnabled(may)
    part.setToolTip(safe_tip(why or tip))
    part.setAccessibleDescription(why)


def read_only_line() -> QLabel:
    """A small grey line below a page's title; hidden until it is known that it is needed."""
    line = words(f"{_READ_ONLY} {who_may(Operation.EDIT_REQUESTS)}", "help", wrap=True)
    line.hide()
    return line


def _with_article(role: Role) -> str:
    article = "an" if role.label[0] in "AEIOU" else "a"
    return f"{article} {role.label.lower()}"
