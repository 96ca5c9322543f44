"""Expected failures, each in three plain sentences: what happened, what is unharmed, what to do.

Everything raised here is safe to show and to log: it carries a code and sentences without patient
data. Any other exception is a defect of the program.
"""

from __future__ import annotations

from collections.abc import Mapping


class Problem(Exception):  # noqa: N818 - the word of the window, too
    """An expected failure that the person is told about.

    Attributes:
        code: short stable word for logs and tests, for example ``"store-in-use"``.
        happened: what is wrong, one sentence.
        unharmed: what is safe.
        next_step: what the person can do now.
    """

    def __init__(
        self,
        code: str,
        happened: str,
        *,
        unharmed: str = "Nothing was changed.",
        next_step: str = "",
    ) -> None:
        super().__init__(code)
        self.code = code
        self.happened = happened
        self.unharmed = unharmed
        self.next_step = next_step

    @property
    def sentences(self) -> str:
        """The three sentences in one line, empty ones left out."""
        return " ".join(part for part in (self.happened, self.unharmed, self.next_step) if part)


class FieldProblems(Problem):
    """One or more typed fields cannot be taken; each has its sentence.

    Attributes:
        fields: field name to the sentence shown beside that field.
    """

    def __init__(self, fields: Mapping[str, str], happened: str = "") -> None:
        first = next(iter(fields.values()), "")
        super().__init__(
            "fields",
            happened or first,
            unharmed="What you typed is still here.",
            next_step="Correct the marked fields.",
        )
        self.fields = dict(fields)


class NotPermitted(Problem):
    """The signed-in person's role does not allow this."""

    def __init__(self, operation: str) -> None:
        super().__init__(
            "not-permitted",
            "Your role does not allow this.",
            next_step="Ask an administrator or the privacy officer.",
        )
        self.operation = operation


class Conflict(Problem):
    """Someone else changed the same thing since it was read."""

    def __init__(self) -> None:
        super().__init__(
            "conflict",
            "Someone changed this while you had it open.",
            unharmed="Their change is kept and nothing of yours was written over it.",
            next_step="Look at the new state, then make your change again.",
        )


class NotFound(Problem):
    """The thing asked for is not in the store."""

    def __init__(self, what: str) -> None:
        super().__init__("not-found", f"This {what} is not in the store any more.")


class Cancelled(Exception):  # noqa: N818 - a wish of the person, not an error
    """The person cancelled a running task; nothing half done is left."""
