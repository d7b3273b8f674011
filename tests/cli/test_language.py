"""The command line speaks English and Chinese: by ``--lang``, else by the locale; ``--json`` stays as it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.case_builders import Ran, a_case, lines


def tanlu_in(locale: dict[str, str], *words: str | Path) -> Ran:
    """The real command line under a locale."""
    bare = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_MESSAGES", "LANG")}
    command = [sys.executable, "-m", "tanlu", *map(str, words)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=bare | locale)
    return Ran(ran.returncode, ran.stdout, ran.stderr)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = lines("electricity/grid 1 MWh", "electricity/grid 1 furlong")
    return a_case(tmp_path_factory.mktemp("language") / "case", activities=text)


@pytest.mark.parametrize(
    ("locale", "words", "sentence"),
    [
        ({"LANG": "zh_CN.UTF-8"}, (), "范围二（市场法）"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, (), "Scope 2, market-based"),
        ({"LANG": "C", "LC_MESSAGES": "zh_TW"}, (), "范围二（市场法）"),
        ({"LANG": "C"}, ("--lang", "zh"), "范围二（市场法）"),
        ({"LANG": "zh_CN.UTF-8"}, ("--lang=en",), "Scope 2, market-based"),
    ],
)
def test_the_option_goes_before_the_locale(case, tmp_path, locale, words, sentence):
    ran = tanlu_in(locale, "measure", case, "--year", "2023", "--out", tmp_path, *words)
    assert ran.status == 1
    assert sentence in ran.out


def test_the_language_may_stand_before_the_verb(case):
    assert "其他表的行数" in tanlu_in({}, "--lang", "zh", "check", case).out


def test_json_is_the_same_in_every_language(case, tmp_path):
    said = [tanlu_in({}, "check", case, "--lang", lang, "--json").out for lang in ("zh", "en")]
    assert said[0] == said[1]
    assert {"message", "message_zh"} <= set(json.loads(said[0])["findings"][0])


WRONG_CALLS = [
    ("measure", "“tanlu measure” needs CASE", "“tanlu measure”缺少 CASE"),
    ("measur x", "did you mean measure?", "是不是 measure？"),
    ("measure x --yeer 2023", "did you mean --year", "是不是 --year"),
    ("measure x --year", "--year of “tanlu measure” needs a value", "“tanlu measure”的 --year 后面缺少值"),
    ("measure x --year abc", "'abc' is not a value of --year", "'abc' 不是“tanlu measure”的 --year 可用的值"),
    ("measure x --year 1800", "give a number from 1900 to 2200", "1900 到 2200 之间的数"),
    ("measure x --year 2023 extra", "does not take 'extra'", "不接受 'extra'"),
    ("measure x --year 2023 --gwp AR7", "give one of AR4, AR5, AR6", "AR4、AR5、AR6 之一"),
    ("measure x --year 2023 --lang fr", "give one of zh, en", "zh、en 之一"),
    ("measure x --json=3", "--json of “tanlu measure” takes no value", "“tanlu measure”的 --json 不带值"),
    ("giving opn", "did you mean open?", "是不是 open？"),
    ("serve --port 99999", "give a number from 0 to 65535", "0 到 65535 之间的数"),
    ("procure x --year 2023 --share abc", "give a number", "请给出：数字"),
]


@pytest.mark.parametrize(("call", "english", "chinese"), WRONG_CALLS)
def test_a_call_that_is_not_understood_is_one_sentence_in_the_readers_language(call, english, chinese):
    for locale, sentence in (({"LANG": "en_GB"}, english), ({"LANG": "zh_CN"}, chinese)):
        ran = tanlu_in(locale, *call.split())
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.count("\n") == 1
        assert ran.err.startswith("tanlu: ")
        assert sentence in ran.err
