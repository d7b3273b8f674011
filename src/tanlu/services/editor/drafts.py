"""A draft of a question as it is kept, and as editors see it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from tanlu.engage.quiz.bank_rows import RowIssue
from tanlu.engage.quiz.draft import MOVES, OPEN, Act, State, Writer, is_same, may_judge, new_question_id, next_version
from tanlu.engage.quiz.draft_form import Cells, Key, asked_elsewhere, question_of
from tanlu.engage.quiz.question import THEMES, Question
from tanlu.services.editor.transactions import EditingRefused, day_in_shanghai
from tanlu.services.giving.views import instant
from tanlu.services.quiz.editor_rows import writers_from, writers_text
from tanlu.services.quiz.question_bank import InEffect


@dataclass(frozen=True, slots=True)
class Draft:
    """A question, or a new version of one, on its way into the bank.

    Parameters
    ----------
    question : None for a new question
    writers : who wrote in it, the one who began it first
    note : of who returned it
    changed_ms : when anything of it last changed; grows with each change
    accepted : the version that it became
    """

    draft: str
    question: str | None
    state: State
    writers: tuple[Writer, ...]
    cells: Cells
    note: str | None
    begun_ms: int
    changed_ms: int
    submitted_ms: int | None = None
    accepted: Key | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.state in OPEN

    def moved(self, act: Act, at_ms: int) -> Draft:
        """The draft after a change.

        Raises
        ------
        EditingRefused
            ``not_open`` where it was accepted or withdrawn, ``not_submitted`` where it is not there to be judged.
        """
        after = MOVES[act].get(self.state)
        if after is None and not self.is_open:
            met = f"the draft was {self.state}, and nothing of it changes any more"
            raise EditingRefused("not_open", f"{met}; begin a new draft")
        if after is None:
            met = f"the draft is not submitted (it is {self.state})"
            raise EditingRefused("not_submitted", f"{met}; let its author submit it first")
        return replace(self, state=after, changed_ms=max(at_ms, self.changed_ms + 1))

    def written_by(self, writer: Writer) -> Draft:
        """The draft with one more who wrote in it."""
        known = any(is_same(writer, other) for other in self.writers)
        return self if known else replace(self, writers=(*self.writers, writer))


def draft_from(row: dict[str, Any]) -> Draft:
    """A draft from its row."""
    version = row["accepted_version"]
    return Draft(
        draft=row["draft"],
        question=row["question"],
        state=row["state"],
        writers=writers_from(row["writers"]),
        cells=json.loads(row["cells"]),
        note=row["note"],
        begun_ms=row["begun_ms"],
        changed_ms=row["changed_ms"],
        submitted_ms=row["submitted_ms"],
        accepted=None if version is None else (row["accepted_question"], version),
    )


def row_of(draft: Draft) -> dict[str, Any]:
    """The row of a draft."""
    question, version = draft.accepted or (None, None)
    return {
        "draft": draft.draft,
        "question": draft.question,
        "state": draft.state,
        "writers": writers_text(draft.writers),
        "cells": json.dumps(draft.cells, ensure_ascii=False),
        "note": draft.note,
        "begun_ms": draft.begun_ms,
        "changed_ms": draft.changed_ms,
        "submitted_ms": draft.submitted_ms,
        "accepted_question": question,
        "accepted_version": version,
    }


def would_be(draft: Draft, now: InEffect, at_ms: int) -> tuple[Question, list[RowIssue]]:
    """The version that an open draft would become today, and what is wrong with it."""
    known = now.by_key.keys()
    theme = draft.cells["theme"]
    if draft.question is not None:
        key = draft.question, next_version(draft.question, known)
    else:
        key = new_question_id(theme if theme in THEMES else "new", (name for name, _ in known)), 1
    question, flaws = question_of(draft.cells, key, day_in_shanghai(at_ms))
    return question, [*flaws, *asked_elsewhere(question, now.bank.questions)]


def draft_view(draft: Draft, now: InEffect, at_ms: int, viewer: Writer | None) -> dict[str, Any]:
    """A draft as the API shows it.

    Parameters
    ----------
    viewer : who looks; None where that is not known
    """
    flaws = would_be(draft, now, at_ms)[1] if draft.is_open else []
    accepted = {"question": draft.accepted[0], "version": draft.accepted[1]} if draft.accepted else None
    is_of_others = viewer is None or may_judge(viewer, draft.writers)
    return {
        "draft": draft.draft,
        "question": draft.question,
        "state": draft.state,
        "author": draft.writers[0].name,
        "writers": [writer.name for writer in draft.writers],
        "cells": draft.cells,
        "flaws": [flaw._asdict() | {"values": dict(flaw.values)} for flaw in flaws],
        "note": draft.note,
        "changed_at": instant(draft.changed_ms),
        "submitted_at": instant(draft.submitted_ms),
        "accepted": accepted,
        "is_mine": not is_of_others,
        "may_review": draft.state == "submitted" and is_of_others,
    }
