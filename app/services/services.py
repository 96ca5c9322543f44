"""All services of one open desk, by name; made at unlock, dropped at lock."""

from __future__ import annotations

from app.services.attachments import AttachmentService
from app.services.audit import AuditService
from app.services.backups import BackupService
from app.services.consent_copies import ConsentCopyService
from app.services.consent_seals import ConsentSealService
from app.services.consent_texts import ConsentTextService
from app.services.consents import ConsentService
from app.services.desk import Desk
from app.services.drafts import DraftService
from app.services.imports import ImportService
from app.services.keys import KeyService
from app.services.mail import MailRoom
from app.services.paper_runs import PaperRuns
from app.services.papers import PaperService
from app.services.parties import PartyService
from app.services.patients import PatientService
from app.services.reference import ReferenceService
from app.services.requests import RequestService
from app.services.revocation_texts import RevocationTextService
from app.services.search import SearchService
from app.services.settings import SettingsService
from app.services.staff import StaffService
from app.services.state_add_ons import StateAddOnService
from app.services.today import TodayService


class Services:
    """What a person can ask for at this desk."""

    def __init__(self, desk: Desk) -> None:
        self.patients = PatientService(desk)
        self.imports = ImportService(desk)
        self.parties = PartyService(desk)
        self.requests = RequestService(desk)
        self.attachments = AttachmentService(desk)
        self.drafts = DraftService(desk)
        self.search = SearchService(desk)
        self.today = TodayService(desk)
        self.mail = MailRoom(desk)
        self.papers = PaperService(desk)
        self.paper_runs = PaperRuns(desk)
        self.consents = ConsentService(desk)
        self.consent_copies = ConsentCopyService(desk)
        self.consent_texts = ConsentTextService(desk)
        self.consent_seals = ConsentSealService(desk)
        self.reference = ReferenceService(desk)
        self.state_add_ons = StateAddOnService(desk)
        self.revocation_texts = RevocationTextService(desk)
        self.staff = StaffService(desk)
        self.settings = SettingsService(desk)
        self.backups = BackupService(desk)
        self.keys = KeyService(desk)
        self.audit = AuditService(desk)
