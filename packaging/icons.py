"""Makes the program's icon files from its one drawing, in the form each platform wants.

    python packaging/icons.py FOLDER

Run in the build's environment: Qt draws, Pillow writes. The files are made at build time, so that
drawing and files never differ.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parent.parent / "resources" / "icons" / "app" / "chartpost.svg"
LINUX = (16, 24, 32, 48, 64, 128, 256, 512)
WINDOWS = (16, 20, 24, 32, 40, 48, 64, 256)
MACOS = 1024


def drawn(pixels: int) -> Image.Image:
    """The icon at this size, drawn at this size rather than shrunk."""
    picture = QImage(pixels, pixels, QImage.Format.Format_RGBA8888)
    picture.fill(0)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    return Image.frombytes("RGBA", (pixels, pixels), bytes(picture.constBits()))


def write_icons(folder: Path) -> list[Path]:
    """Write every icon file; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for pixels in LINUX:
        path = folder / f"chartpost-{pixels}.png"
        drawn(pixels).save(path, optimize=True)
        written.append(path)
    ico = folder / "chartpost.ico"
    pictures = [drawn(pixels) for pixels in WINDOWS]
    pictures[-1].save(ico, append_images=pictures[:-1], sizes=[each.size for each in pictures])
    icns = folder / "chartpost.icns"
    drawn(MACOS).save(icns)
    return [*written, ico, icns]


def main() -> int:
    """Write the files into the folder that was named."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _application = QGuiApplication([])
    for path in write_icons(Path(sys.argv[1])):
        print(path.name, path.stat().st_size)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
