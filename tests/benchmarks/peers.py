"""Other people's programs that do the same: gLabels draws labels, KeePassXC asks for a password.

Neither has to be installed; a row says so then. What is compared is said in the row.
"""

from __future__ import annotations

import csv
import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from pypdfium2 import PdfDocument

from app.documents.labels import draw_labels
from app.domain.label_stock import LabelStock
from app.domain.paper_orders import LabelOrder
from app.domain.papers import Addressee
from tests.benchmarks.big_store import ROOT
from tests.benchmarks.figures import Figure, ms, seconds

GLABELS, KEEPASS = "glabels-3-batch", "keepassxc"
GLABELS_BUDGET = 0.1
"""Ten times as fast."""

KEEPASS_BUDGET = math.inf
_LONGEST = 20.0
_FIELDS = ("NAME", "LINE1", "LINE2", "PLACE")
_TEXT = "<NL/>".join(f'<Field name="{name}"/>' for name in _FIELDS)
_TEMPLATE = """<?xml version="1.0"?>
<Glabels-document xmlns="http://glabels.org/xmlns/3.0/">
<Template brand="Bench" part="1" size="Other" width="{width}pt" height="{height}pt">
<Label-rectangle id="0" width="{label_width}pt" height="{label_height}pt" round="0pt"
 x_waste="0pt" y_waste="0pt">
<Layout nx="{across}" ny="{down}" x0="{left}pt" y0="{top}pt" dx="{step_x}pt" dy="{step_y}pt"/>
</Label-rectangle></Template>
<Objects id="0" rotate="False">
<Object-text x="12pt" y="8pt" w="{text_width}pt" h="60pt" justify="Left" valign="Top"
 auto_shrink="False" a0="1" a1="0" a2="0" a3="1" a4="0" a5="0"><Span font_family="Noto Sans"
 font_size="10" font_weight="Normal" font_italic="False" color="0x000000ff"
 line_spacing="1">{spans}</Span></Object-text>
</Objects>
<Merge type="Text/Comma/Line1Keys" src="{source}"/><Data/>
</Glabels-document>
"""


def glabels_figure(order: LabelOrder, ours: float, folder: Path) -> Figure | None:
    """The same names and addresses on the same sheet by gLabels; None where it is not there.

    Raises:
        RuntimeError: its pages do not carry the words that ours carry.
    """
    program = shutil.which(GLABELS)
    if program is None:
        return None
    source, template = folder / "labels.csv", folder / "labels.glabels"
    _write_rows(source, order.addressees)
    template.write_text(_template(order.stock, source), encoding="utf-8")
    target = folder / "glabels.pdf"
    command = [program, "-o", str(target), str(template)]
    taken = seconds(lambda: subprocess.run(command, check=True, capture_output=True, timeout=600))
    if _words(target.read_bytes()) != _words(draw_labels(order)):
        raise RuntimeError("gLabels drew other words than ours")
    basis = f"{ours:.2f} s against {taken:.2f} s, {len(order.addressees):,} labels, same text"
    return Figure(f"Labels to PDF / {GLABELS}", ours / taken, "x", GLABELS_BUDGET, basis)


def keepass_figure(folder: Path, runs: int) -> Figure | None:
    """Start to the window on one X server; None where something for it is not there."""
    if any(shutil.which(each) is None for each in (KEEPASS, "Xvfb", "xdotool")):
        return None
    own = [sys.executable, "-m", "app", "--data", str(folder)]
    times: dict[str, list[float]] = {"own": [], "peer": []}
    with _display() as env:
        for run in range(runs + 1):
            for name, command, title in (
                ("own", own, "ChartPost"),
                ("peer", [KEEPASS, "--config", str(folder / "keepassxc.ini")], "KeePassXC"),
            ):
                taken = _until_shown(command, title, env)
                if run:
                    times[name].append(taken)
    ours, theirs = median(times["own"]), median(times["peer"])
    basis = f"{ms(ours)} against {ms(theirs)} to the window on an X server, median of {runs}"
    return Figure(f"Cold start / {KEEPASS}", ours / theirs, "x", KEEPASS_BUDGET, basis)


def missing() -> Sequence[str]:
    """A sentence for each program that a comparison lacks."""
    needed = {GLABELS: (GLABELS,), KEEPASS: (KEEPASS, "Xvfb", "xdotool")}
    return [
        f"{peer} is not compared with: {program} is not installed here."
        for peer, programs in needed.items()
        for program in programs
        if shutil.which(program) is None
    ]


def label_lines(person: Addressee) -> list[str]:
    """What stands on a label."""
    place = person.address
    lines = [person.name, place.line1, place.line2, f"{place.city} {place.state}  {place.zip_code}"]
    return [line.upper() for line in lines if line]


def _words(pdf: bytes) -> list[str]:
    with PdfDocument(pdf) as document:
        return sorted(
            word for page in document for word in page.get_textpage().get_text_range().split()
        )


def _write_rows(path: Path, people: Sequence[Addressee]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_FIELDS)
        for person in people:
            lines = label_lines(person)
            writer.writerow([*lines, *[""] * (len(_FIELDS) - len(lines))])


def _template(stock: LabelStock, source: Path) -> str:
    return _TEMPLATE.format(
        width=stock.page_width,
        height=stock.page_height,
        label_width=stock.label_width,
        label_height=stock.label_height,
        across=stock.columns,
        down=stock.rows,
        left=stock.first_x,
        top=stock.first_y,
        step_x=stock.pitch_x,
        step_y=stock.pitch_y,
        text_width=stock.label_width - 24,
        spans=_TEXT,
        source=source,
    )


@contextmanager
def _display() -> Iterator[dict[str, str]]:
    told, tells = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(tells), "-screen", "0", "1280x800x24"],
        stderr=subprocess.DEVNULL,
        pass_fds=(tells,),
    )
    os.close(tells)
    try:
        # the number of a free display, once it can be used
        with os.fdopen(told) as line:
            display = f":{line.readline().strip()}"
        yield {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait()


def _until_shown(command: Sequence[str], title: str, env: dict[str, str]) -> float:
    begin = time.perf_counter()
    program = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    look = ["xdotool", "search", "--onlyvisible", "--name", title]
    try:
        _wait(lambda: bool(subprocess.run(look, env=env, check=False, capture_output=True).stdout))
        return time.perf_counter() - begin
    finally:
        program.kill()
        program.wait()


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONGEST
    while not until():
        if time.monotonic() > end:
            raise RuntimeError("what was waited for did not come")
        time.sleep(0.01)
