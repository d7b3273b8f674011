"""The errors a caller can meet, each named for a fact of the field.

::

    TanluError                  every error of ours; its text is a sentence for people
    ├── CaseError               a case folder or its case.toml cannot be used
    │   └── YearClosed          the year is closed; reopen it first
    ├── TableError              a whole table cannot be understood
    ├── QuantityError           a number, unit or date is not understood
    │   ├── NotANumber
    │   ├── UnknownUnit
    │   ├── UnitMismatch        two units of different dimensions meet
    │   └── NotADate
    ├── FactorError             a factor or a pack cannot be used
    │   ├── IncompleteFactor    a factor without source, year, region, basis column or licence
    │   ├── ConflictingFactor   one key twice: another value, or validities that overlap
    │   ├── AmbiguousFactor     two equally good factors
    │   ├── FactorRefused       no factor under this policy, with the reason
    │   └── WrongPurpose        a marginal factor in an inventory, or an average one in an avoided-emission claim
    ├── SpendError              money cannot be brought to the factor's price basis
    ├── StatementError          two statements of one metric, year and day
    ├── QuestionError           a bank of questions, or one of them, cannot be used
    ├── ReportError             a report cannot be written
    ├── CertificateError        a certificate cannot be issued, moved or used so
    │   ├── UnknownCertificate  the book holds none of that id
    │   └── AlreadyClaimed      the energy behind it is claimed; names the first claim
    ├── StoreError              a kept file cannot be opened, is in use, or is of a newer version
    │   └── StoreBusy           the database does not answer just now; the same request may be sent again
    ├── GivingError             a campaign cannot be opened, settled, receipted, closed or corrected in this way
    └── EngineError             the engine asked for is not here

A flaw in the user's data is not an error but a finding (``finding.py``).
"""

from __future__ import annotations

from collections.abc import Sequence

from tanlu.core.message import Language, Message, as_message


class TanluError(Exception):
    """A request that could not be served; its message says what was met, where, and what to do.

    ``str(error)`` is the English sentence, :meth:`text` the sentence in a language.
    """

    def __init__(self, message: Message | str) -> None:
        super().__init__(message)
        self.message: Message = as_message(message)

    def text(self, language: Language = "en") -> str:
        """The sentence in one language."""
        return self.message.text(language)

    def __str__(self) -> str:
        return self.text("en")


class CaseError(TanluError):
    """A case folder or its ``case.toml`` cannot be used."""


class YearClosed(CaseError):
    """The year is closed."""


class TableError(TanluError):
    """A whole table cannot be understood: its header, its encoding or its container; ``file`` is the one to mend, where known."""

    def __init__(self, message: Message | str, file: str | None = None) -> None:
        super().__init__(message)
        self.file = file


class QuantityError(TanluError):
    """A number, a unit or a date is not understood."""


class NotANumber(QuantityError):
    """Text that does not read as one number."""


class NotADate(QuantityError):
    """Text that does not read as one calendar day."""


class UnknownUnit(QuantityError):
    """A unit that the registry does not define."""


class UnitMismatch(QuantityError):
    """Two units of different dimensions meet and nothing cited joins them."""


class FactorError(TanluError):
    """A factor, or a pack of them, cannot be used."""


class IncompleteFactor(FactorError):
    """A factor lacks source, year, region, licence, unit or value, or one of its cells is not understood; ``column`` names it."""

    def __init__(self, message: Message | str, column: str = "factor") -> None:
        super().__init__(message)
        self.column = column


class ConflictingFactor(FactorError):
    """The same key carries another value, or two validities overlap."""


class AmbiguousFactor(FactorError):
    """Two factors match equally well; we never take the first."""


class FactorRefused(FactorError):
    """No factor serves the request under its policy; ``reason`` says why."""

    def __init__(self, reason: Message | str) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongPurpose(FactorError, TypeError):
    """A factor's basis does not belong where it was given: marginal in an inventory, average in an avoided-emission claim."""


class SpendError(TanluError):
    """Money cannot be brought to the price year, the currency or the price basis of its factor."""


class StatementError(TanluError):
    """Two statements give one metric of one year on one day."""


class QuestionError(TanluError):
    """A bank of questions cannot be used; ``flaws`` holds a sentence for each reason, the message the first of them."""

    def __init__(self, flaws: Sequence[str]) -> None:
        more = f" (and {len(flaws) - 1} more)" if len(flaws) > 1 else ""
        super().__init__(f"{flaws[0]}{more}")
        self.flaws = tuple(flaws)


class CertificateError(TanluError):
    """A certificate cannot be issued, moved or used in this way."""


class UnknownCertificate(CertificateError):
    """The book holds no certificate of that id."""


class AlreadyClaimed(CertificateError):
    """The energy is claimed already, and one attribute has one claim; the sentence names the first."""


class StoreError(TanluError):
    """What is kept in the store cannot be opened or written."""


class StoreBusy(StoreError):
    """The database does not answer, or others hold what is needed; nothing was kept, and the request may be sent again."""

    code = "busy"


class GivingError(TanluError):
    """A campaign, a settlement, a receipt or a correction is not possible in this way."""


class EngineError(TanluError):
    """The engine asked for is not installed or did not start."""


class ReportError(TanluError):
    """A report cannot be written: its ending, its folder, or a font that is not here."""
