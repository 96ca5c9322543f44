"""The file ``practice.keys``: every slot, and the audit trail's last known head.

The promise: after a kill at any moment the file is the old one or the new one; a damaged file is
noticed and its previous version used; a damaged file never replaces a good previous version.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.domain.audit_chain import MAC_LENGTH, Anchor, canonical
from app.domain.errors import Problem
from app.storage.faults import StoreNewer, files_told_plainly
from app.storage.key_slots import PASSWORD, RECOVERY, Slot, slot_from_json
from app.system.private_files import backup_of, read_limited, replace_atomically

FORMAT = 1
LARGEST_FILE = 1_000_000


class KeyringDamaged(Problem):
    """No copy of the keyring can be read."""

    def __init__(self, happened: str = "The key file practice.keys is damaged.") -> None:
        super().__init__(
            "keyring-damaged",
            happened,
            unharmed="The database itself was not touched.",
            next_step="Restore a backup: every backup holds a copy of the key file.",
        )


@dataclass(frozen=True, slots=True)
class Keyring:
    """Everything in the file.

    Attributes:
        vault: names the practice's store; part of what every slot authenticates.
        slots: the ways in.
        anchor: the trail's head at the last lock or backup.
        restored_at: when the anchors started anew because an older backup was put back.
    """

    vault: str
    slots: tuple[Slot, ...] = ()
    anchor: Anchor | None = None
    restored_at: str = ""

    def for_login(self, login: str) -> Slot | None:
        """The password slot of a sign-in name."""
        return next((s for s in self.slots if s.kind == PASSWORD and s.login == login), None)

    def for_user(self, user: int) -> Slot | None:
        """The password slot of a staff member."""
        return next((s for s in self.slots if s.kind == PASSWORD and s.user == user), None)

    @property
    def recovery(self) -> Slot | None:
        """The slot of the printed code."""
        return next((s for s in self.slots if s.kind == RECOVERY), None)

    def with_slot(self, slot: Slot) -> Keyring:
        """The ring with this slot in place of the same person's, or of the old recovery slot."""
        others = tuple(s for s in self.slots if (s.kind, s.user) != (slot.kind, slot.user))
        return replace(self, slots=(*others, slot))

    def without_user(self, user: int) -> Keyring:
        """The ring without any slot of one staff member."""
        return replace(self, slots=tuple(s for s in self.slots if s.user != user))


def encode_keyring(ring: Keyring) -> bytes:
    """The file's content."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "vault": ring.vault,
        "slots": [slot.as_json() for slot in ring.slots],
        "anchor": _anchor_json(ring),
    }
    body["sum"] = _sum(body)
    return json.dumps(body, indent=1, sort_keys=True).encode("utf-8")


def decode_keyring(data: bytes) -> Keyring:
    """Read a file's content.

    Raises:
        KeyringDamaged: it is not a whole keyring.
        StoreNewer: it was written by a newer program.
    """
    if len(data) > LARGEST_FILE:
        raise KeyringDamaged("The key file practice.keys is far too large to be one.")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        raise KeyringDamaged from None
    if not isinstance(raw, dict):
        raise KeyringDamaged
    if type(raw.get("format")) is int and raw["format"] > FORMAT:
        raise StoreNewer
    try:
        return _ring_from(raw)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise KeyringDamaged from None


def load_keyring(path: Path) -> tuple[Keyring, bool]:
    """The keyring, and whether it had to be read from its previous version.

    Raises:
        Problem: ``keyring-missing``, ``keyring-damaged``, ``store-newer``.
    """
    try:
        return _read(path), False
    except (OSError, KeyringDamaged) as error:
        try:
            return _read(backup_of(path)), True
        except (OSError, KeyringDamaged):
            if isinstance(error, FileNotFoundError):
                raise _missing() from None
            raise (KeyringDamaged() if isinstance(error, OSError) else error) from None


def save_keyring(path: Path, ring: Keyring) -> None:
    """Replace the file; its present content is kept as ``.bak`` only if it is whole.

    Raises:
        Problem: disk full or not writable; the old file is still there.
    """
    with files_told_plainly():
        replace_atomically(path, encode_keyring(ring), keep_previous=_is_whole(path))


def _read(path: Path) -> Keyring:
    data = read_limited(path, LARGEST_FILE)
    if data is None:
        raise KeyringDamaged("The key file practice.keys is far too large to be one.")
    return decode_keyring(data)


def _is_whole(path: Path) -> bool:
    try:
        _read(path)
    except (OSError, Problem):
        return False
    return True


def _ring_from(raw: Mapping[str, Any]) -> Keyring:
    if raw["format"] != FORMAT or not isinstance(raw["vault"], str):
        raise ValueError("not a keyring")
    if not hmac.compare_digest(_sum(raw).encode(), str(raw["sum"]).encode("utf-8", "replace")):
        raise ValueError("the sum does not fit")
    if not isinstance(raw["slots"], list):
        raise TypeError("not a keyring")
    slots = tuple(slot_from_json(slot) for slot in raw["slots"])
    anchor = raw["anchor"]
    if anchor is None:
        return Keyring(raw["vault"], slots)
    return Keyring(raw["vault"], slots, _anchor_from(anchor), str(anchor.get("restored_at", "")))


def _anchor_from(raw: Mapping[str, Any]) -> Anchor:
    mac = bytes.fromhex(raw["mac"])
    if type(raw["seq"]) is not int or raw["seq"] < 0 or len(mac) != MAC_LENGTH:
        raise ValueError("not an anchor")
    return Anchor(raw["seq"], mac, str(raw["at"]))


def _anchor_json(ring: Keyring) -> dict[str, Any] | None:
    if ring.anchor is None:
        return None
    body: dict[str, Any] = {
        "seq": ring.anchor.seq,
        "mac": ring.anchor.mac.hex(),
        "at": ring.anchor.at,
    }
    if ring.restored_at:
        body["restored_at"] = ring.restored_at
    return body


def _sum(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical({k: v for k, v in body.items() if k != "sum"})).hexdigest()


def _missing() -> Problem:
    return Problem(
        "keyring-missing",
        "The key file practice.keys is not in the data folder.",
        unharmed="The database itself was not touched.",
        next_step="Put the file back, or restore a backup: every backup holds a copy of it.",
    )
