"""What this program is, and plainly what it does not protect against."""

from __future__ import annotations

from app import __version__
from app.ui.kit.buttons import link
from app.ui.kit.cards import FactList, caption
from app.ui.kit.context import UiContext
from app.ui.kit.licences import LicencesDialog
from app.ui.kit.metrics import row
from app.ui.kit.words import words
from app.ui.settings.section import Section

_NOT_PROTECTED = (
    "Malware or an administrator on this computer while ChartPost is unlocked.",
    (
        "Colleagues against each other below the program: all accounts open the same encrypted "
        "file, so roles are kept by the program, not by the encryption."
    ),
    "Paper, printers, their memory and print queues, and whoever receives the mail.",
    "Weak passwords, if someone takes a copy of the data and guesses at leisure.",
    "The loss of all passwords and of the recovery code: then nobody can open the data again.",
    "An older copy put back, as long as it is not older than the last note kept outside.",
)
_PARTS = (
    ("Qt for Python (PySide6)", "LGPL 3"),
    ("SQLCipher, sqlcipher3", "BSD, zlib"),
    ("SQLAlchemy, Alembic", "MIT"),
    ("cryptography", "Apache 2.0 or BSD"),
    ("ReportLab, pypdf", "BSD"),
    ("pypdfium2 with PDFium", "Apache 2.0 or BSD"),
    ("platformdirs", "MIT"),
    ("Inter, Noto Sans", "SIL Open Font License"),
)


class AboutSection(Section):
    """Version, honest limits, licences."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            context,
            "About ChartPost",
            f"Version {__version__}. It supports the practice's HIPAA duties; using it does not by "
            "itself make a practice compliant. Nothing leaves this computer by itself.",
        )
        self.body.addWidget(caption("Where the data is"))
        self.place = FactList()
        self.body.addWidget(self.place)
        self.body.addWidget(caption("What it does not protect against"))
        for sentence in _NOT_PROTECTED:
            self.body.addWidget(words(f"•  {sentence}", wrap=True))
        self.body.addWidget(
            words(
                "The data is encrypted with AES-256 under keys wrapped with Argon2id; the modules "
                "are not FIPS-validated. Encrypt the whole disk as well.",
                "help",
                wrap=True,
            )
        )
        self.body.addWidget(caption("Made with"))
        self.body.addWidget(FactList(list(_PARTS)))
        self.licences = link("Read the licences of all parts", clicked=self._show_licences)
        held = row()
        held.addWidget(self.licences)
        held.addStretch(1)
        self.body.addLayout(held)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Show the data folder."""
        folder = self.context.services.settings.desk.store.folder.root
        self.place.show_facts([("Data folder", str(folder)), ("Backups", str(folder / "backups"))])

    def _show_licences(self) -> None:
        LicencesDialog(self.window()).open()
