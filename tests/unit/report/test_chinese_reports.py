"""The report's own Chinese holds no English sentence."""

from __future__ import annotations

from support.chinese import english_in
from tanlu.core.message import catalogue


def test_no_chinese_text_of_the_report_holds_more_than_four_english_words_in_a_row():
    texts = [entry.string for entry in catalogue("report", "zh") if entry.id]
    told = [text for forms in texts for text in ([forms] if isinstance(forms, str) else forms or ())]
    assert {text: found for text in told if (found := english_in(text))} == {}
