"""Refusals of the server: one sentence and its mend in both languages, whoever raised it."""

from __future__ import annotations

from tanlu.core.errors import CaseError
from tanlu.web.errors import BROKEN, ApiError, problem_from, problem_of
from tanlu.web.middleware.security import too_many


def told(problem: ApiError) -> dict[str, object]:
    """What the answer says."""
    return problem.as_json()["error"]


def test_a_refusal_says_what_was_met_and_what_mends_it_in_both_languages():
    assert told(BROKEN) == {
        "code": "broken",
        "message": "something unforeseen happened",
        "message_zh": "发生未预料的错误",
        "mend": "ask again; if it stays, report it with the time of day",
        "mend_zh": "请重试；如仍出现，请注明时间并报告",
        "values": {},
    }


def test_values_for_programs_stand_beside_the_sentence():
    said = told(too_many(3))
    assert said["values"] == {"seconds": 3}
    assert (said["mend"], said["mend_zh"]) == ("ask again in 3 s", "请在 3 秒后重试")


def test_the_sentence_of_an_act_is_parted_at_its_mend_in_each_language():
    problem = problem_from("no_such_line", "there is no line L9; look at the table", "没有行 L9；请查看数据表")
    assert problem.status == 404
    assert told(problem) == {
        "code": "no_such_line",
        "message": "there is no line L9",
        "message_zh": "没有行 L9",
        "mend": "look at the table",
        "mend_zh": "请查看数据表",
        "values": {},
    }


def test_a_sentence_that_no_catalogue_has_is_told_as_it_is():
    said = told(problem_of(CaseError("case.toml is not here; make one")))
    assert (said["message_zh"], said["mend_zh"]) == ("case.toml is not here", "make one")
