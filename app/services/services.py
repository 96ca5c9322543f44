"""All services of one open desk, by name; made at unlock, dropped at lock."""

from __future__ import annotations

from app.services.audit import AuditService
from app.services.backups import BackupService
from app.services.desk import Desk
from app.services.reference import ReferenceService
from app.services.settings import SettingsService
from app.services.staff import StaffService


class Services:
    """What a person can ask for at this desk."""

    def __init__(self, desk: Desk) -> None:
        self.staff = StaffService(desk)
        self.settings = SettingsService(desk)
        self.reference = ReferenceService(desk)
        self.backups = BackupService(desk)
        self.audit = AuditService(desk)
