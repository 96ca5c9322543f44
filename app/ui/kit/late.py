"""Services for a page that is made before anybody is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.services.services import Services


class LateServices:
    """Stands for the services until the desk opens, so that its first page can be made meanwhile.

    Such a page asks for nothing before it is shown; one that does fails at once.
    """

    def __init__(self) -> None:
        self._services: Services | None = None

    def open_for(self, services: Services) -> None:
        """Somebody signed in: these are their services."""
        self._services = services

    def __getattr__(self, name: str) -> Any:
        """The service of that name.

        Raises:
            RuntimeError: nobody is signed in.
        """
        if self._services is None:
            raise RuntimeError(f"{name} was asked for before anybody signed in")
        return getattr(self._services, name)
