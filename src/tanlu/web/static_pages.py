"""The built pages: files as they were built, a page for all addresses of the console, and one each for quiz and giving."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, PlainTextResponse, Response
from starlette.convertors import Convertor, register_url_convertor

from tanlu.core.message import message
from tanlu.web.errors import ApiError

PAGES = Path(str(files("tanlu.web"))) / "pages"
NOT_BUILT = (
    "The pages of the console are not built in this copy of tanlu: 控制台页面尚未构建。\n"
    "Build them with: make setup (or python hatch_build.py). The API is at /api, its document at /api/openapi.json.\n"
)
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
"""Types that a machine's own list may know otherwise; a browser runs no script of another type."""
PUBLIC = frozenset({"quiz", "giving"})
"""Pages of their own, at their name and below it; every other address is the console's."""
router = APIRouter(include_in_schema=False)


class PagePath(Convertor[str]):
    """An address of a page: whatever is none of the API's, which answers for its own."""

    regex = r"(?!api(?:/|$)).*"

    def convert(self, value: str) -> str:
        """As it stands."""
        return value

    def to_string(self, value: str) -> str:
        """As it stands."""
        return value


register_url_convertor("page", PagePath())


@router.api_route("/{path:page}", methods=["GET", "HEAD"])
async def page(path: str) -> Response:
    """A built file; an address without an ending is one of the console's, which its one page understands."""
    found = _file(path)
    if found is not None:
        kept = FOR_EVER if path.startswith("assets/") else "no-cache"
        kind = TYPES.get(found.suffix)
        return FileResponse(found, media_type=kind, headers={"cache-control": kept})
    first = path.partition("/")[0]
    if Path(path).suffix and first not in PUBLIC:
        raise ApiError(404, "not_found", message("web.no_such_page_file"))
    screen = PAGES / (f"{first}.html" if first in PUBLIC else "index.html")
    if not screen.is_file():
        return PlainTextResponse(NOT_BUILT, 503)
    return FileResponse(screen, headers={"cache-control": "no-cache"})


def _file(path: str) -> Path | None:
    """The built file of a path; one that leads out of the pages is none."""
    try:
        found = (PAGES / path).resolve()
        return found if path and found.is_relative_to(PAGES.resolve()) and found.is_file() else None
    except (OSError, ValueError):
        return None
