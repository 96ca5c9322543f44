"""At every start: do the cryptographic building blocks give the answers the standards print?

A broken or swapped library must not be trusted with anyone's records, so a wrong answer means the
program does not start. The database library is asked the same kind of question in ``storage``.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.errors import Problem


def broken_self_test(part: str) -> Problem:
    """The refusal to start, naming the part that answered wrongly."""
    return Problem(
        "self-test",
        f"ChartPost's self-test failed: {part}.",
        unharmed="The store was not opened.",
        next_step="Install ChartPost again; if that does not help, ask your IT person.",
    )


def check_known_answers() -> None:
    """Compare every building block with a published or fixed answer.

    Raises:
        Problem: ``self-test``, naming the part.
    """
    checks = {
        "password derivation": _argon2id,
        "key derivation": _hkdf,
        "encryption": _aes_gcm,
        "sealing": _hmac,
        "random numbers": _random,
    }
    for part, is_right in checks.items():
        if not is_right():
            raise broken_self_test(part)


def _argon2id() -> bool:
    # RFC 9106, section 5.3.
    derivation = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    )
    return derivation.derive(b"\x01" * 32) == bytes.fromhex(
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    )


def _hkdf() -> bool:
    # RFC 5869, test case 1.
    derivation = HKDF(
        hashes.SHA256(),
        42,
        bytes.fromhex("000102030405060708090a0b0c"),
        bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"),
    )
    return derivation.derive(b"\x0b" * 22) == bytes.fromhex(
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


def _aes_gcm() -> bool:
    # The GCM specification's test case 16: 256-bit key, associated data.
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    known = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    sealed = AESGCM(key).encrypt(nonce, plain, known)
    if sealed[-16:] != bytes.fromhex("76fc6ece0f4e1768cddf8853bb2d551b"):
        return False
    try:
        AESGCM(key).decrypt(nonce, sealed[:-1] + bytes([sealed[-1] ^ 1]), known)
    except InvalidTag:
        return AESGCM(key).decrypt(nonce, sealed, known) == plain
    return False


def _hmac() -> bool:
    # RFC 4231, test case 2.
    answer = hmac.new(b"Jefe", b"what do ya want for nothing?", hashlib.sha256).hexdigest()
    return answer == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def _random() -> bool:
    first, second = secrets.token_bytes(32), secrets.token_bytes(32)
    return first != second and bytes(32) not in (first, second)
