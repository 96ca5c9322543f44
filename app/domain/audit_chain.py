"""The audit trail's arithmetic: each event is sealed together with the seal of the one before.

The promise is *tamper-evident*, not tamper-proof: an edited, removed, inserted or reordered event
is found by ``verify``; what someone with the store's key rewrote is found as soon as an anchor kept
outside the store (keyring, backup manifest, a printed seal) is older than the rewriting.
Supports the audit controls of 45 CFR 164.312(b) and the integrity rule of 164.312(c)(1).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.recovery_code import ALPHABET, encode_base32, grouped, normalise_base32

MAC_LENGTH = 32
# What the first event of all names as its predecessor.
GENESIS = bytes(MAC_LENGTH)
_SEAL_CHARACTERS = 8
_SEAL = re.compile(r"([0-9]{6,})-?([0-9A-Za-z]{4})-?([0-9A-Za-z]{4})")

Plain = None | bool | int | str | Sequence["Plain"] | Mapping[str, "Plain"]


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What a service asks the trail to remember.

    Attributes:
        action: what happened, a verb with its area, for example ``"request.created"``.
        entity: the kind of thing it happened to, for example ``"request"``.
        entity_id: which one.
        patient_id: whose record it concerns, for the accounting of disclosures.
        detail: identifiers and changed fields; whole numbers and text only, never documents,
            passwords or codes.
    """

    action: str
    entity: str = ""
    entity_id: int | None = None
    patient_id: int | None = None
    detail: Mapping[str, Plain] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One sealed event as it stands in the store."""

    seq: int
    at: str
    actor: int | None
    actor_name: str = field(repr=False)
    action: str
    entity: str
    entity_id: int | None
    patient_id: int | None
    detail: str = field(repr=False)
    app_version: str
    prev: bytes = field(repr=False)
    mac: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The trail's head as it was known outside the store at one moment."""

    seq: int
    mac: bytes
    at: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A printed seal: the number of the last event and the first 40 bits of its mac."""

    seq: int
    letters: str

    def __str__(self) -> str:
        return f"Audit seal {self.seq:06d}-{grouped(self.letters)}"


@dataclass(frozen=True, slots=True)
class ChainReport:
    """The outcome of a verification.

    Attributes:
        entries: how many events were read.
        first_fault: the number of the first event that is not as it was written, if any.
        fault: one sentence saying what is wrong; empty when all is well.
    """

    entries: int
    first_fault: int | None = None
    fault: str = ""

    @property
    def intact(self) -> bool:
        """Whether nothing wrong was found."""
        return not self.fault


def canonical(value: Plain) -> bytes:
    """One unambiguous spelling: sorted keys, no spaces, UTF-8, whole numbers only."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "replace"
    )


def mac_of(key: bytes, entry: AuditEntry) -> bytes:
    """The seal of one event: HMAC-SHA256 over every field and the previous seal."""
    fields: list[Plain] = [
        entry.seq,
        entry.at,
        entry.actor,
        entry.actor_name,
        entry.action,
        entry.entity,
        entry.entity_id,
        entry.patient_id,
        entry.detail,
        entry.app_version,
        entry.prev.hex(),
    ]
    return hmac.new(key, canonical(fields), hashlib.sha256).digest()


def verify(
    key: bytes,
    entries: Iterable[AuditEntry],
    head: tuple[int, bytes],
    anchors: Sequence[Anchor | Seal] = (),
    start: Anchor | None = None,
) -> ChainReport:
    """Read the trail in order and compare it with its head and every anchor.

    Args:
        key: the trail's own secret, kept inside the store.
        entries: the events in ascending order, all of them or those after ``start``.
        head: number and mac of the last event as the store's head row names them.
        anchors: what was noted outside the store.
        start: the last event already verified, when only newer ones are read.
    """
    wanted: dict[int, list[Anchor | Seal]] = {}
    for anchor in anchors:
        wanted.setdefault(anchor.seq, []).append(anchor)
    seq, mac = (start.seq, start.mac) if start else (0, GENESIS)
    count = 0
    for entry in entries:
        count += 1
        if entry.seq != seq + 1:
            return ChainReport(count, seq + 1, f"Event {seq + 1} is missing from the trail.")
        if entry.prev != mac or not hmac.compare_digest(mac_of(key, entry), entry.mac):
            return ChainReport(count, entry.seq, f"Event {entry.seq} is not as it was written.")
        if not _agree(wanted.get(entry.seq, ()), entry.mac):
            return ChainReport(
                count, entry.seq, f"The trail was rewritten at or before event {entry.seq}."
            )
        seq, mac = entry.seq, entry.mac
    return _compare_ends(count, (seq, mac), head, wanted)


def _compare_ends(
    count: int,
    last: tuple[int, bytes],
    head: tuple[int, bytes],
    wanted: Mapping[int, Sequence[Anchor | Seal]],
) -> ChainReport:
    seq, mac = last
    if head != (seq, mac):
        return ChainReport(count, seq + 1, f"The trail does not end at its head after event {seq}.")
    beyond = max(wanted, default=0)
    if beyond > seq:
        return ChainReport(
            count, seq + 1, f"The trail ends at event {seq} but event {beyond} was already noted."
        )
    if not _agree(wanted.get(seq, ()), mac):
        return ChainReport(count, seq, f"The trail was rewritten at or before event {seq}.")
    return ChainReport(count)


def seal_of(seq: int, mac: bytes) -> Seal:
    """The short form for paper."""
    return Seal(seq, encode_base32(mac, _SEAL_CHARACTERS))


def parse_seal(typed: str) -> Seal | None:
    """A seal as someone reads it off a printed page, or None when it is not one."""
    text = re.sub(r"(?i)^\s*audit\s+seal\s*", "", typed).strip()
    found = _SEAL.fullmatch(re.sub(r"[\s–—]+", "-", text))
    if found is None:
        return None
    letters = normalise_base32(found[2] + found[3])
    if any(letter not in ALPHABET for letter in letters):
        return None
    return Seal(int(found[1]), letters)


def _agree(anchors: Sequence[Anchor | Seal], mac: bytes) -> bool:
    return all(_agrees(anchor, mac) for anchor in anchors)


def _agrees(anchor: Anchor | Seal, mac: bytes) -> bool:
    if isinstance(anchor, Seal):
        return encode_base32(mac, _SEAL_CHARACTERS) == anchor.letters
    return hmac.compare_digest(anchor.mac, mac)


def _refuse_floats(value: Plain) -> None:
    if isinstance(value, float):
        raise TypeError("audit details hold whole numbers and text only")
    if isinstance(value, Mapping):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _refuse_floats(part)
