"""What the console's acts refuse, each with the name that screens translate it by."""

from __future__ import annotations

from tanlu.core.errors import CaseError


class NotFound(CaseError):
    """What was asked for is not in the case; ``code`` names the kind, e.g. ``no_such_line``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class InvalidUpload(CaseError):
    """A table that was sent is not taken; ``reason`` names why, e.g. ``wrong_table``."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.code = "upload_refused"
        self.reason = reason


class UploadConflict(CaseError):
    """The table, or what was sent for it, is no longer as it was when it was checked; ``code`` says which."""

    def __init__(self, message: str, code: str = "upload_stale") -> None:
        super().__init__(message)
        self.code = code
