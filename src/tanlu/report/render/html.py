"""The report as one page that stands alone: no script, no request, both languages, and a table beside every chart."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tanlu.report.disclosures import Data
from tanlu.report.render.characters import drawable
from tanlu.report.sections import sections, title
from tanlu.report.translations import LANGUAGES, Lang, Words

if TYPE_CHECKING:
    from jinja2 import Template

TAGS = {"zh": "zh-Hans", "en": "en"}


def write_page(data: Data, path: Path, lang: Literal["zh", "en", "both"]) -> None:
    """Write the page; with both languages, 中文 stands before English and each has a link to the other."""
    path.write_text(page(data, lang), encoding="utf-8")


def page(data: Data, lang: Literal["zh", "en", "both"]) -> str:
    """The page as text; whatever a case holds comes out escaped."""
    chosen: tuple[Lang, ...] = LANGUAGES if lang == "both" else (lang,)
    data = drawable(data)
    articles = [article(data, Words(each), several=lang == "both") for each in chosen]
    style = (files("tanlu.report.render") / "templates" / "report.css").read_text(encoding="utf-8")
    return _template().render(articles=articles, style=style, tag=TAGS[chosen[0]], title=articles[0]["title"])


def article(data: Data, words: Words, *, several: bool) -> dict[str, object]:
    """One language's part of the page, for the template; ids carry the language where there are several."""
    period, day = data["period"], data["as_of"]
    subtitle = words("subtitle", start=words.day(period["start"]), end=words.day(period["end"]))
    return {
        "lang": TAGS[words.lang],
        "prefix": f"{words.lang}-" if several else "",
        "words": words,
        "title": title(data, words),
        "subtitle": subtitle,
        "known": words("known_all") if day is None else words("known", day=words.day(day)),
        "made_by": words("made_by", version=data["method"]["tanlu"], run=data["run"]),
        "sections": sections(data, words),
    }


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("tanlu.report.render", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.j2")
