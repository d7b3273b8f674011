"""The bank that travels with the library: complete in both languages, sourced, and no better guessed than by chance."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.resources import files

import pytest

from support.question_builders import numbers
from tanlu.engage.quiz.bank import bank
from tanlu.engage.quiz.bank_rows import as_read
from tanlu.engage.quiz.question import DIFFICULTIES, THEMES, Language, Question

QUESTIONS = bank().questions
IN_PLAY = bank().in_play()
LANGUAGES: tuple[Language, ...] = ("zh", "en")
Strategy = Callable[[Sequence[str]], Sequence[int]]
"""From the options to the places that the strategy likes equally well; none where it has nothing to go by."""


def texts(question: Question, language: Language) -> list[str]:
    return [question.text(language), *question.options(language), question.explanation(language)]


def first(options: Sequence[str]) -> list[int]:
    return [0]


def last(options: Sequence[str]) -> list[int]:
    return [len(options) - 1]


def longest(options: Sequence[str]) -> list[int]:
    return [place for place, text in enumerate(options) if len(text) == max(map(len, options))]


def shortest(options: Sequence[str]) -> list[int]:
    return [place for place, text in enumerate(options) if len(text) == min(map(len, options))]


def by_size(rank: int) -> Strategy:
    """Take the option whose number stands at this rank, counted from the smallest; only where all options are numbers."""

    def strategy(options: Sequence[str]) -> list[int]:
        found = [sorted(numbers(text)) for text in options]
        if not all(found) or len({values[0] for values in found}) < len(options):
            return []
        return [sorted(range(len(options)), key=lambda place: found[place][0])[rank]]

    return strategy


STRATEGIES: dict[str, Strategy] = {
    "first": first,
    "last": last,
    "longest": longest,
    "shortest": shortest,
    "smallest number": by_size(0),
    "second smallest number": by_size(1),
    "second largest number": by_size(-2),
    "largest number": by_size(-1),
}


def wins(strategy: Strategy, language: Language, questions: Sequence[Question]) -> tuple[float, list[float]]:
    """Return how many right answers a strategy earns on average, and the chance of each question that it can be used on."""
    earned, chances = 0.0, []
    for question in questions:
        options = question.options(language)
        if liked := strategy(options):
            earned += (question.right in liked) / len(liked)
            chances.append(1 / len(options))
    return earned, chances


def most_by_chance(chances: Sequence[float]) -> int:
    """Return the number of right answers that guessing stays at or below in 95 of 100 games."""
    distribution = [1.0]
    for chance in chances:
        longer = [*distribution, 0.0]
        distribution = [
            longer[hits] * (1 - chance) + (longer[hits - 1] * chance if hits else 0.0) for hits in range(len(longer))
        ]
    total = 0.0
    for hits, probability in enumerate(distribution):
        total += probability
        if total >= 0.95:
            return hits
    return len(chances)


def test_there_are_at_least_fifteen_questions_of_each_of_eight_themes_and_120_in_all():
    counts = Counter(question.theme for question in IN_PLAY)
    assert set(counts) == set(THEMES)
    assert len(THEMES) == 8
    assert min(counts.values()) >= 15
    assert sum(counts.values()) >= 120


def test_each_theme_has_easy_and_hard_questions():
    for theme in THEMES:
        found = {question.difficulty for question in bank().in_play(theme)}
        assert found <= set(DIFFICULTIES)
        assert len(found) >= 3, theme
    assert {question.difficulty for question in IN_PLAY} == set(DIFFICULTIES)


def test_a_question_stands_in_the_file_of_its_theme():
    folder = files("tanlu.engage.quiz") / "data"
    names = {entry.name for entry in folder.iterdir()}
    assert names == {f"{theme}.csv" for theme in THEMES}
    assert all(question.question.startswith(f"{question.theme}-") for question in QUESTIONS)


@pytest.mark.rule("engage-17")
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.question}v{question.version}")
def test_a_question_is_complete_in_both_languages_has_one_right_option_a_source_and_a_date(question: Question):
    assert all(text.strip() == text and text for language in LANGUAGES for text in texts(question, language))
    assert 3 <= len(question.options_zh) == len(question.options_en) <= 4
    assert question.right in range(len(question.options_zh))
    for language in LANGUAGES:
        assert len({as_read(option) for option in question.options(language)}) == len(question.options(language))
    assert question.source_date[:4] in question.source, "a source is named with its year"
    assert question.recorded is not None


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.question}v{question.version}")
def test_both_languages_of_a_question_name_the_same_numbers(question: Question):
    differing = [
        (zh, en)
        for zh, en in zip(texts(question, "zh"), texts(question, "en"), strict=True)
        if numbers(zh) != numbers(en)
    ]
    assert differing == []


def test_no_text_is_used_twice():
    asked = Counter(as_read(text) for q in QUESTIONS for text in (q.text_zh, q.text_en))
    explained = Counter(as_read(text) for q in QUESTIONS for text in (q.explanation_zh, q.explanation_en))
    assert {text: count for text, count in (asked + explained).items() if count > 1} == {}


def test_ids_and_versions_are_unique_and_only_the_newest_version_is_in_play():
    keys = Counter(question.key for question in QUESTIONS)
    assert max(keys.values()) == 1
    assert max(Counter(question.question for question in IN_PLAY).values()) == 1


def test_no_option_speaks_of_the_other_options():
    """Options are shuffled for each serve, so "the first two" or "all of the above" would mean nothing."""
    pointing = re.compile(r"\b(all|none|both|any|two) of (the|these)\b|以上(都|皆|均)|都对|都不对|上述", re.IGNORECASE)
    stray = [(q.question, text) for q in QUESTIONS for language in LANGUAGES for text in q.options(language)]
    assert [entry for entry in stray if pointing.search(entry[1])] == []


def test_questions_and_options_are_short_enough_for_a_phone():
    """At 320 px and 16 px type a line holds some 18 Chinese or 36 Latin letters: four lines of question, three of option."""
    for question in QUESTIONS:
        assert len(question.text_zh) <= 4 * 18, question.question
        assert len(question.text_en) <= 5 * 36, question.question
        assert max(map(len, question.options_zh)) <= 2 * 18, question.question
        assert max(map(len, question.options_en)) <= 3 * 36, question.question


def test_what_says_that_its_source_was_checked_names_the_file_it_was_read_in():
    """Only what travels with the library could be read; the file's own citation says which document it is a copy of."""
    for question in QUESTIONS:
        named = re.search(r"; read in (\S+)$", question.source)
        assert bool(named) == question.source_checked, question.question
        assert named is None or files("tanlu").joinpath(named[1]).is_file(), question.source


@pytest.mark.rule("engage-16")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STRATEGIES)
def test_a_guessing_strategy_earns_no_more_than_chance(name: str, language: Language):
    """The limit is what pure guessing stays at or below in 95 of 100 games on the same questions."""
    earned, chances = wins(STRATEGIES[name], language, IN_PLAY)
    assert len(chances) >= 30, "too few questions to judge the strategy by"
    assert earned <= most_by_chance(chances), f"{name}: {earned:.1f} of {len(chances)}"


@pytest.mark.rule("engage-16")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_in_no_theme_does_the_longest_option_win_more_than_two_times_in_five(theme: str, language: Language):
    earned, chances = wins(longest, language, bank().in_play(theme))
    assert earned / len(chances) <= 0.40


def test_the_limit_of_chance_is_that_of_the_binomial_distribution():
    """Twenty coins: P(X <= 13) = 0.942, P(X <= 14) = 0.979, from any table of the binomial distribution."""
    assert most_by_chance([0.5] * 20) == 14


def test_numbers_are_found_in_both_languages():
    assert numbers("2023年售出近1,400万辆") == numbers("In 2023 close to 14 million were sold") == {2023, 14e6}
    assert numbers("8月15日，范围二") == numbers("15 August, scope 2") == {8, 15, 2}
