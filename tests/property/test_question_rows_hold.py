"""Whatever stands in a row of a bank, it becomes a sound question or is refused with sentences, never a traceback."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from support.question_builders import ROW
from tanlu.core.errors import QuestionError
from tanlu.engage.quiz.bank_rows import COLUMNS, question_from
from tanlu.engage.quiz.question import DIFFICULTIES, THEMES, Question

CELLS = st.one_of(st.text(max_size=12), st.sampled_from(["a", "a b", "yes", "2019", "2026-11-25", "1", "energy", "是"]))


def understood(cells: dict[str, str]) -> Question | tuple[str, ...]:
    try:
        return question_from(cells, where="bank.csv, row 2")
    except QuestionError as error:
        return error.flaws


@given(changed=st.dictionaries(st.sampled_from(COLUMNS), CELLS, max_size=6))
def test_a_row_is_sound_or_refused_with_sentences(changed: dict[str, str]):
    found = understood(ROW | changed)
    if isinstance(found, tuple):
        assert all(flaw.startswith("bank.csv, row 2, question ") for flaw in found)
    else:
        assert found.theme in THEMES
        assert found.difficulty in DIFFICULTIES
        assert found.right in range(len(found.options_zh))
        assert 3 <= len(found.options_zh) == len(found.options_en) <= 4
        assert len(found.sha256) == 64
