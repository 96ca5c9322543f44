"""How the status of a consent looks in every room; its word carries the meaning."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.consents import ConsentStatus
from app.ui.kit.tokens import Kind

STATUS_KINDS: Mapping[ConsentStatus, Kind] = MappingProxyType(
    {
        ConsentStatus.DRAFT: Kind.INFO,
        ConsentStatus.ACTIVE: Kind.DONE,
        ConsentStatus.EXPIRING: Kind.SOON,
        ConsentStatus.EXPIRED: Kind.IDLE,
        ConsentStatus.REVOKED: Kind.LATE,
        ConsentStatus.INCOMPLETE: Kind.LATE,
        ConsentStatus.DECLINED: Kind.IDLE,
        ConsentStatus.DISCARDED: Kind.IDLE,
    }
)
