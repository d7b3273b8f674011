"""Builders and fixtures of the question editor's tests: editors by their names, a draft's whole life in a few words."""

from __future__ import annotations

from typing import Any

from support.quiz_builders import Table
from tanlu.engage.quiz.draft import Writer
from tanlu.engage.quiz.draft_form import Cells, cells_of
from tanlu.services.editor import draft_commands as drafting
from tanlu.services.editor import queries as looking
from tanlu.services.editor import reviews as reviewing
from tanlu.services.editor.draft_commands import Judgement
from tanlu.services.editor.reviews import Opinion

LI, WANG, ZHAO = (Writer(None, name) for name in ("Li Hua", "Wang Wei", "Zhao Min"))


class Office:
    """Where questions are edited: the editors' acts on one server."""

    def __init__(self, table: Table) -> None:
        self.table, self.game = table, table.game

    def cells(self, question: str, **changed: Any) -> Cells:
        """The cells of a question's newest version, some of them changed."""
        newest = drafting.newest_version(self.game, question)
        return {**cells_of(newest), **changed}  # type: ignore[typeddict-item]

    def draft(self, question: str, writer: Writer = LI, **changed: Any) -> dict[str, Any]:
        """A submitted draft of the next version of a question."""
        begun = drafting.begin_draft(self.game, writer, question, self.cells(question, **changed))
        return drafting.submit_draft(self.game, writer, begun["draft"])

    def new(self, cells: Cells, writer: Writer = LI) -> dict[str, Any]:
        """A submitted draft of a new question."""
        begun = drafting.begin_draft(self.game, writer, None, cells)
        return drafting.submit_draft(self.game, writer, begun["draft"])

    def edit(self, draft: dict[str, Any], writer: Writer = LI, **changed: Any) -> dict[str, Any]:
        """A draft as it was shown, some of its cells written anew."""
        cells: Any = {**draft["cells"], **changed}
        return drafting.edit_draft(self.game, writer, draft["draft"], cells, draft["changed_at"])

    def judge(
        self, draft: dict[str, Any], judge: Writer = WANG, verdict: Any = "accept", **more: Any
    ) -> dict[str, Any]:
        """What a second person says of a draft as it was shown."""
        told = Judgement(verdict, more.get("source_read", True), more.get("note", ""), draft["changed_at"])
        return drafting.judge_draft(self.game, judge, draft["draft"], told)

    def review(
        self, question: str, version: int, reviewer: Writer = WANG, verdict: Any = "approve", note: str = ""
    ) -> Any:
        """What a person says of a version as it reads now."""
        (sha256,) = [v["sha256"] for v in self.versions(question) if v["version"] == version]
        return reviewing.review_version(
            self.game, reviewer, question, version, Opinion(verdict, verdict == "approve", note, sha256)
        )

    def retire(self, question: str, version: int, reason: str = "out of date") -> Any:
        """Take a version out of play."""
        return reviewing.retire_version(self.game, WANG, question, version, reason)

    def versions(self, question: str) -> list[dict[str, Any]]:
        """The versions of a question, the newest first."""
        return looking.question_view(self.game, question, None)["versions"]
