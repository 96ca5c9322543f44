"""The keyring: only the right secret opens a slot, nothing tampered with opens (F11, F12)."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.audit_chain import Anchor, canonical
from app.domain.errors import Problem
from app.storage.faults import StoreNewer
from app.storage.key_derivation import (
    STANDARD_COST,
    Argon2Cost,
    calibrated_cost,
    password_kek,
    recovery_kek,
)
from app.storage.key_slots import (
    WrongPassword,
    cost_of,
    open_slot,
    password_slot,
    recovery_slot,
    slot_from_json,
)
from app.storage.keyring import (
    LARGEST_FILE,
    Keyring,
    KeyringDamaged,
    decode_keyring,
    encode_keyring,
    load_keyring,
    save_keyring,
)
from app.storage.root_keys import RootKeys
from app.system.private_files import backup_of
from tests.storage_kit import CHEAP_COST, PASSWORD, RECOVERY_BODY

KEYS = RootKeys({1: b"a" * 32, 2: b"b" * 32})
ANCHOR = Anchor(7, b"m" * 32, "2026-11-22T00:00:00.000000Z")


def slot_for(user: int = 1, login: str = "ann", password: str = PASSWORD) -> Any:
    return password_slot(
        "vault", user=user, login=login, password=password, keys=KEYS, cost=CHEAP_COST
    )


@pytest.fixture(scope="module")
def ring() -> Keyring:
    code = recovery_slot("vault", body=RECOVERY_BODY, keys=KEYS)
    return Keyring("vault", (slot_for(), slot_for(2, "bob"), code), ANCHOR)


def test_each_secret_opens_its_slot(ring: Keyring) -> None:
    assert open_slot("vault", ring.slots[0], PASSWORD).as_hex() == KEYS.as_hex()
    assert open_slot("vault", ring.slots[2], RECOVERY_BODY).as_hex() == KEYS.as_hex()


def test_composed_and_decomposed_letters_are_the_same_password() -> None:
    slot = slot_for(password=unicodedata.normalize("NFD", "pässwörd lång enough"))
    composed = unicodedata.normalize("NFC", "pässwörd lång enough")
    assert open_slot("vault", slot, composed).as_hex() == KEYS.as_hex()


@pytest.mark.parametrize(
    "secret", ["", PASSWORD.upper(), PASSWORD + " ", PASSWORD[:-1], "x" * 257, "\ud800" * 15]
)
def test_any_other_secret_is_just_wrong(ring: Keyring, secret: str) -> None:
    with pytest.raises(WrongPassword) as caught:
        open_slot("vault", ring.slots[0], secret)
    assert caught.value.__cause__ is None
    assert secret == "" or secret not in caught.value.sentences


@pytest.mark.parametrize("length", [15, 64, 256])
def test_passwords_are_never_cut_short(length: int) -> None:
    slot = slot_for(password="a" * length)
    with pytest.raises(WrongPassword):
        open_slot("vault", slot, "a" * (length - 1))


def _tampered(change: Callable[[dict[str, Any]], None], slot: Any) -> Any:
    raw = copy.deepcopy(slot.as_json())
    change(raw)
    return slot_from_json(raw)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.update(user=99),
        lambda raw: raw.update(login="eve"),
        lambda raw: raw.update(id="00"),
        lambda raw: raw.update(kind="passkey"),
        lambda raw: raw["kdf"].update(t=2),
        lambda raw: raw["kdf"].update(m_kib=8),
        lambda raw: raw["kdf"].update(m_kib=10**9),
        lambda raw: raw["kdf"].update(t=10**6),
        lambda raw: raw["kdf"].update(p=0),
        lambda raw: raw["kdf"].update(p="4"),
        lambda raw: raw["kdf"].update(name="pbkdf2"),
        lambda raw: raw["kdf"].pop("p"),
        lambda raw: raw.update(salt="AAAA"),
        lambda raw: raw.update(wrapped=""),
        lambda raw: raw.update(wrapped="AAAA" * 8),
    ],
)
def test_a_tampered_slot_answers_as_a_wrong_password(
    ring: Keyring, change: Callable[[dict[str, Any]], None]
) -> None:
    with pytest.raises(WrongPassword):
        open_slot("vault", _tampered(change, ring.slots[0]), PASSWORD)


def test_a_blob_moved_to_another_slot_or_vault_does_not_open(ring: Keyring) -> None:
    ann, bob = ring.slots[0].as_json(), ring.slots[1].as_json()
    moved = slot_from_json({**bob, "wrapped": ann["wrapped"]})
    with pytest.raises(WrongPassword):
        open_slot("vault", moved, PASSWORD)
    with pytest.raises(WrongPassword):
        open_slot("other", ring.slots[0], PASSWORD)


def test_every_password_gets_a_new_salt_and_id() -> None:
    first, second = slot_for(), slot_for()
    assert first.salt != second.salt
    assert first.id != second.id
    assert first.wrapped != second.wrapped


def test_a_ring_survives_saving(tmp_path: Path, ring: Keyring) -> None:
    path = tmp_path / "practice.keys"
    save_keyring(path, ring)
    assert load_keyring(path) == (ring, False)
    assert path.stat().st_mode & 0o077 == 0
    save_keyring(path, ring.without_user(2))
    assert load_keyring(backup_of(path))[0] == ring
    assert backup_of(path).stat().st_mode & 0o077 == 0
    assert len(list(tmp_path.iterdir())) == 2


def test_slots_are_replaced_per_person_and_unknown_kinds_are_kept(ring: Keyring) -> None:
    newer = slot_for(2, "bob", "another long password 7")
    replaced = ring.with_slot(newer)
    assert replaced.for_user(2) == newer
    assert len(replaced.slots) == 3
    future = _tampered(lambda raw: raw.update(kind="passkey", user=3), ring.slots[0])
    kept = decode_keyring(encode_keyring(ring.with_slot(future)))
    assert future in kept.slots
    assert kept.for_user(3) is None


def test_unknown_people_have_no_slot(ring: Keyring) -> None:
    assert ring.for_login("eve") is None
    assert ring.for_user(77) is None
    assert Keyring("v").recovery is None


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b"\x00" * 50, b'{"format":1}', b"[" * 900_000, b"x" * 1_000_001],
)
def test_a_damaged_file_falls_back_to_the_previous_version(
    tmp_path: Path, ring: Keyring, content: bytes
) -> None:
    path = tmp_path / "practice.keys"
    save_keyring(path, ring)
    save_keyring(path, ring)
    path.write_bytes(content)
    assert load_keyring(path) == (ring, True)
    backup_of(path).write_bytes(content)
    with pytest.raises(KeyringDamaged):
        load_keyring(path)


def test_a_damaged_file_never_replaces_a_good_previous_version(
    tmp_path: Path, ring: Keyring
) -> None:
    path = tmp_path / "practice.keys"
    save_keyring(path, ring)
    save_keyring(path, ring)
    path.write_bytes(b"damaged")
    save_keyring(path, ring.without_user(2))
    assert load_keyring(backup_of(path)) == (ring, False)


def test_a_missing_file_is_told_apart(tmp_path: Path, ring: Keyring) -> None:
    path = tmp_path / "practice.keys"
    with pytest.raises(Problem) as caught:
        load_keyring(path)
    assert caught.value.code == "keyring-missing"
    save_keyring(backup_of(path), ring)
    assert load_keyring(path) == (ring, True)


def test_a_newer_format_is_refused_as_newer(tmp_path: Path, ring: Keyring) -> None:
    raw = json.loads(encode_keyring(ring))
    path = tmp_path / "practice.keys"
    path.write_bytes(json.dumps({**raw, "format": 2}).encode())
    with pytest.raises(StoreNewer):
        load_keyring(path)


@given(st.data())
def test_any_flipped_bit_is_noticed(ring: Keyring, data: st.DataObject) -> None:
    content = bytearray(encode_keyring(ring))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    with contextlib.suppress(KeyringDamaged, StoreNewer):
        assert decode_keyring(bytes(content)) == ring


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["format", "vault", "slots", "anchor", "sum", "id", "kdf"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_file_content_causes_another_error(content: bytes) -> None:
    with pytest.raises((KeyringDamaged, StoreNewer)):
        decode_keyring(content)


@given(
    st.dictionaries(
        st.sampled_from(["id", "kind", "user", "login", "salt", "kdf", "wrapped"]), JSON
    )
)
def test_no_shape_of_slot_causes_another_error(raw: dict[str, Any]) -> None:
    try:
        slot = slot_from_json(raw)
    except ValueError:
        return
    with pytest.raises(WrongPassword):
        open_slot("vault", slot, "whatever it may be")


def test_the_size_limit_is_a_million_bytes(ring: Keyring) -> None:
    content = encode_keyring(ring)
    padded = content + b" " * (LARGEST_FILE - len(content))
    assert decode_keyring(padded) == ring
    with pytest.raises(KeyringDamaged):
        decode_keyring(padded + b" ")


@pytest.mark.parametrize(
    "part", [{"seq": -1}, {"seq": "4"}, {"seq": True}, {"mac": "00"}, {"mac": "zz"}]
)
def test_an_anchor_that_is_none_is_damage(ring: Keyring, part: dict[str, Any]) -> None:
    body = json.loads(encode_keyring(ring))
    body["anchor"] |= part
    del body["sum"]
    body["sum"] = hashlib.sha256(canonical(body)).hexdigest()
    with pytest.raises(KeyringDamaged):
        decode_keyring(json.dumps(body).encode())


def test_restored_mark_is_kept(ring: Keyring) -> None:
    marked = Keyring(ring.vault, ring.slots, ANCHOR, "2026-11-22T01:00:00+00:00")
    assert decode_keyring(encode_keyring(marked)) == marked
    assert decode_keyring(encode_keyring(Keyring("v"))) == Keyring("v")


# --- key derivation ----------------------------------------------------------------------------


def test_calibration_only_goes_up() -> None:
    def timer_of(seconds: float) -> Callable[[], float]:
        moments = iter([0.0, seconds])
        return lambda: next(moments)

    assert calibrated_cost(timer_of(10.0)) == STANDARD_COST
    assert calibrated_cost(timer_of(0.3)).t == 5
    assert calibrated_cost(timer_of(0.0)).t == 20


@pytest.mark.parametrize(
    "cost",
    [
        Argon2Cost(47103, 3, 4),
        Argon2Cost(1024 * 1024 + 1, 3, 4),
        Argon2Cost(65536, 0, 4),
        Argon2Cost(65536, 21, 4),
        Argon2Cost(65536, 3, 17),
    ],
)
def test_costs_out_of_bounds_do_no_work(cost: Argon2Cost) -> None:
    assert not cost.acceptable
    with pytest.raises(ValueError, match="bounds"):
        password_kek("x", b"s" * 16, cost)


def test_cost_of_reads_what_slots_write() -> None:
    assert cost_of(slot_for().kdf) == CHEAP_COST
    with pytest.raises(ValueError, match="Argon2id"):
        cost_of({"name": "hkdf-sha256"})


def test_recovery_kek_depends_on_code_and_salt() -> None:
    assert recovery_kek(RECOVERY_BODY, b"1" * 16) != recovery_kek(RECOVERY_BODY, b"2" * 16)


# --- root keys ---------------------------------------------------------------------------------


def test_root_keys_are_checked_hidden_and_wiped() -> None:
    with pytest.raises(ValueError, match="32"):
        RootKeys({1: b"x" * 31})
    with pytest.raises(ValueError, match="at least one"):
        RootKeys({})
    keys = RootKeys({1: b"a" * 32, 3: b"b" * 32})
    assert "61" not in repr(keys)
    assert keys.newest_first == [3, 1]
    with keys.raw(1) as raw:
        assert bytes(raw) == b"x'" + (b"a" * 32).hex().encode() + b"'"
    assert bytes(raw) == bytes(67)
    copied = keys.copy()
    keys.wipe()
    assert keys.newest_first == []
    assert copied.newest_first == [3, 1]
    assert copied.as_hex() != KEYS.as_hex()
