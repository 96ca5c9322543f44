"""A signature as a picture: drawn once from the pen's way, kept as PNG."""

from __future__ import annotations

import struct
import zlib

from app.documents.consent_paper import signature_drawing
from app.documents.pages import PageImage, PageImages
from app.documents.sheet import new_sheet
from app.domain.consent_signature import Signature
from app.domain.papers import PaperKind

WIDE = 432.0
DPI = 144


def draw_signature(signature: Signature) -> bytes:
    """The signature as a PNG with a white ground, six inches wide at 144 dpi."""
    height = WIDE / (signature.aspect / 1000)
    with new_sheet(WIDE, height, PaperKind.CONSENT) as sheet:
        signature_drawing(signature, WIDE, height).drawOn(sheet.canvas, 0, 0)
    with PageImages(sheet.data) as pages:
        return png_of(pages.render(0, DPI))


def png_of(image: PageImage) -> bytes:
    """Pixels as a PNG file; red, green and blue, since the ground is always full."""
    row = image.width * 4
    lines = bytearray()
    for top in range(image.height):
        pixels = image.rgba[top * row : top * row + row]
        line = bytearray(image.width * 3)
        for channel in range(3):
            line[channel::3] = pixels[channel::4]
        lines += b"\0" + line
    header = struct.pack(">IIBBBBB", image.width, image.height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in (
            (b"IHDR", header),
            (b"IDAT", zlib.compress(bytes(lines))),
            (b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
