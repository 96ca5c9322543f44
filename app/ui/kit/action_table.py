"""The actions of ChartPost: one row each."""

from __future__ import annotations

from app.domain.staff import Operation
from app.ui.kit.actions import Action

ACTIONS: tuple[Action, ...] = (
    Action("search", "Find a patient, request or article number", "search", "Ctrl+F"),
    Action("filter", "Filter this list", "search", "Ctrl+Shift+F"),
    Action("commands", "All commands", "palette", "Ctrl+K"),
    Action("lock", "Lock", "lock", "Ctrl+L"),
    Action("help", "Help for this page", "help", "F1"),
    Action("shortcuts", "Keyboard shortcuts", "help", "Ctrl+/"),
    Action("refresh", "Show the newest state", "refresh", "F5"),
    Action("text-larger", "Larger text", "zoom-in", "Ctrl++"),
    Action("text-smaller", "Smaller text", "zoom-out", "Ctrl+-"),
    Action("text-normal", "Text as at first", "search", "Ctrl+0"),
    Action("backup", "Back up now", "backup", "Ctrl+Shift+B"),
    Action("room-today", "Go to Today", "today", "Alt+1"),
    Action("room-requests", "Go to Requests", "requests", "Alt+2"),
    Action("room-consents", "Go to Consents", "consents", "Alt+3"),
    Action("room-mail", "Go to Mail", "mail", "Alt+4"),
    Action("room-registers", "Go to Registers", "registers", "Alt+5"),
    Action("room-settings", "Go to Settings", "settings", "Alt+6"),
    Action("new-request", "New request", "plus", "Ctrl+N", operation=Operation.EDIT_REQUESTS),
    Action("import", "Bring in patients", "import", operation=Operation.IMPORT_PATIENTS),
    Action("save", "Save what is typed", "check", "Ctrl+S"),
    Action("next-step", "Do the next step", "arrow-right", "Ctrl+Return"),
    Action("print", "Print the papers", "print", "Ctrl+P"),
    Action(
        "print-all",
        "Print all that is ready",
        "print",
        "Ctrl+Shift+P",
        operation=Operation.EDIT_REQUESTS,
    ),
    Action("article-number", "Type or scan an article number", "barcode", "Ctrl+B"),
    Action("columns", "Choose columns", "columns", "Ctrl+Shift+C"),
    Action("export", "Export CSV", "export", "Ctrl+E", operation=Operation.EXPORT),
    Action("leave", "Leave ChartPost", "close", "Ctrl+Q"),
)
