"""A print server of the test's own: its own folders, its own socket, printers that keep every job.

Nothing of the computer's real print queue is read or changed. The server is a child of the test and
ends with it.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CUPSD = Path("/usr/sbin/cupsd")
HELPERS = Path("/usr/lib/cups/daemon")

_SERVER = """\
Listen {root}/cups.sock
Browsing Off
DefaultAuthType None
WebInterface No
LogLevel warn
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess default
JobPrivateValues default
SubscriptionPrivateAccess default
SubscriptionPrivateValues default
<Limit All>
Order deny,allow
Allow all
</Limit>
</Policy>
"""
_FILES = """\
ServerRoot {root}/etc
ServerBin {root}/bin
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/state
TempDir {root}/tmp
AccessLog {root}/log/access
ErrorLog {root}/log/error
PageLog {root}/log/page
DataDir /usr/share/cups
DocumentRoot {root}/etc
SystemGroup root
"""
# the job's number, its title, how many copies, the options, then the document itself
_BACKEND = """\
#!/bin/sh
if [ $# = 0 ]; then echo 'direct keep "Unknown" "Keeps jobs"'; exit 0; fi
umask 022
printf '%s\\n' "$3" "$4" "$5" > "{root}/kept/$1.txt"
if [ $# -ge 6 ]; then cat "$6"; else cat; fi > "{root}/kept/$1.part"
mv "{root}/kept/$1.part" "{root}/kept/$1.job"
"""
_PRINTER = """\
*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "KEEP.PPD"
*Manufacturer: "Keep"
*Product: "(Keep)"
*ModelName: "Keep"
*ShortNickName: "Keep"
*NickName: "Keep"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*FileSystem: False
*Throughput: "1"
*LandscapeOrientation: Plus90
*TTRasterizer: Type42
*cupsFilter: "application/vnd.cups-pdf 0 -"
*cupsFilter: "application/pdf 0 -"
*OpenUI *PageSize/Page Size: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: Letter
*PageSize Letter/US Letter: "<</PageSize[612 792]>>setpagedevice"
*PageSize Env10/Envelope #10: "<</PageSize[297 684]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion/Page Region: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: Letter
*PageRegion Letter/US Letter: "<</PageSize[612 792]>>setpagedevice"
*PageRegion Env10/Envelope #10: "<</PageSize[297 684]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: Letter
*ImageableArea Letter/US Letter: "12 12 600 780"
*ImageableArea Env10/Envelope #10: "12 12 285 672"
*DefaultPaperDimension: Letter
*PaperDimension Letter/US Letter: "612 792"
*PaperDimension Env10/Envelope #10: "297 684"
*VariablePaperSize: True
*MaxMediaWidth: "792"
*MaxMediaHeight: "1224"
*HWMargins: 12 12 12 12
*CustomPageSize True: "pop pop pop <</PageSize[5 -2 roll]>>setpagedevice"
*ParamCustomPageSize Width: 1 points 72 792
*ParamCustomPageSize Height: 2 points 72 1224
*ParamCustomPageSize WidthOffset: 3 points 0 0
*ParamCustomPageSize HeightOffset: 4 points 0 0
*ParamCustomPageSize Orientation: 5 int 0 1
*DefaultFont: Courier
"""


@dataclass(frozen=True)
class KeptJob:
    """A job as the printer got it."""

    title: str
    copies: int
    options: str
    data: bytes


@dataclass(frozen=True)
class PrivateCups:
    """A running print server."""

    root: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to print here and nowhere else."""
        return os.environ | {"CUPS_SERVER": str(self.root / "cups.sock")}

    def add_printer(self, name: str, *, knows_envelopes: bool) -> None:
        """A printer with a driver that lists its papers, or one that takes everything as it is."""
        command = ["lpadmin", "-p", name, "-E", "-v", "keep:/"]
        if knows_envelopes:
            description = self.root / "keep.ppd"
            description.write_text(_PRINTER, encoding="ascii")
            command += ["-P", str(description)]
        subprocess.run(command, env=self.environment, check=True, capture_output=True, timeout=30)

    def jobs(self, count: int) -> list[KeptJob]:
        """The first jobs, in the order they came; waits for them."""
        kept = self.root / "kept"
        deadline = time.monotonic() + 30
        while len(list(kept.glob("*.job"))) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        found = sorted(kept.glob("*.job"), key=lambda path: int(path.stem))
        return [_kept(path) for path in found]


def why_not() -> str:
    """Why no print server can be started here, or nothing."""
    if sys.platform != "linux":
        return "CUPS is tried on Linux"
    if not CUPSD.exists() or not HELPERS.is_dir():
        return "there is no /usr/sbin/cupsd here (Debian: cups-daemon)"
    if shutil.which("lpadmin") is None:
        return "there is no lpadmin here (Debian: cups-client)"
    if ctypes.util.find_library("cups") is None:
        return "there is no libcups2, which Qt prints by"
    return ""


@contextmanager
def private_cups() -> Iterator[PrivateCups]:
    """Start the server, end it with the block."""
    # not below tmp_path: the name of a socket may have 107 letters at most
    root = Path(tempfile.mkdtemp(prefix="chartpost-cups-"))
    server = _started(root)
    try:
        _wait_for(root / "cups.sock", server)
        yield PrivateCups(root)
    finally:
        server.terminate()
        server.wait(timeout=10)
        shutil.rmtree(root, ignore_errors=True)


def _started(root: Path) -> subprocess.Popen[bytes]:
    for name in ("etc", "bin/backend", "bin/filter", "spool", "cache", "state", "tmp", "log"):
        (root / name).mkdir(parents=True)
    (root / "kept").mkdir()
    shutil.copytree(HELPERS, root / "bin" / "daemon")
    backend = root / "bin" / "backend" / "keep"
    backend.write_text(_BACKEND.format(root=root), encoding="ascii")
    backend.chmod(0o700)  # so that a server of root runs it as root, who may write here
    for name, text in (("cupsd.conf", _SERVER), ("cups-files.conf", _FILES)):
        (root / "etc" / name).write_text(text.format(root=root), encoding="ascii")
    command = [str(CUPSD), "-f", "-c", str(root / "etc" / "cupsd.conf")]
    command += ["-s", str(root / "etc" / "cups-files.conf")]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)


def _wait_for(socket: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            log = socket.parent / "log" / "error"
            said = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise RuntimeError(f"the print server did not start: {said}")
        time.sleep(0.05)


def _kept(path: Path) -> KeptJob:
    title, copies, options = path.with_suffix(".txt").read_text(encoding="utf-8").split("\n")[:3]
    return KeptJob(title, int(copies), options, path.read_bytes())
