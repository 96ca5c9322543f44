"""How the window can look: the choices a person has, small enough to be loaded at every start."""

from __future__ import annotations

from enum import StrEnum

TEXT_SIZES = (100, 110, 125, 150, 175, 200)
"""Size of all text in per cent."""


class ThemeChoice(StrEnum):
    """How the window looks."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"

    @property
    def label(self) -> str:
        """The choice in words."""
        return {
            ThemeChoice.SYSTEM: "Like this computer",
            ThemeChoice.LIGHT: "Light",
            ThemeChoice.DARK: "Dark",
            ThemeChoice.CONTRAST: "High contrast",
        }[self]
