"""Make the pictures of the console in README and manual, from a live server on the worked examples: ``make screenshots``."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from support.browser import chromium, copy_of, served, visitor

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
LARGEST_BYTES = 150_000
PHONE, DESKTOP = (390, 844), (1280, 860)


@dataclass(frozen=True)
class Picture:
    """One picture: which page, in which language, on which screen."""

    name: str
    case: str
    path: str
    language: str
    screen: tuple[int, int] = DESKTOP


WANTED = [
    Picture("console-overview-zh", "tencent", "/?year=2023", "zh"),
    Picture("console-overview-en", "tencent", "/?year=2023", "en"),
    Picture("console-overview-phone-zh", "tencent", "/?year=2023", "zh", PHONE),
    Picture("console-inventory-en", "tencent", "/inventory?year=2023", "en"),
    Picture("console-line-zh", "tencent", "/inventory/lines/grid_2023?year=2023", "zh"),
    Picture("console-line-phone-en", "tencent", "/inventory/lines/grid_2023?year=2023", "en", PHONE),
    Picture("console-change-zh", "tencent", "/change?from=2022&to=2023", "zh"),
    Picture("console-power-en", "nem-2020", "/power?year=2020", "en"),
    Picture("console-factors-en", "tencent", "/factors/compare?activity=electricity%2Fgrid&region=CN", "en"),
]


def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = chromium(playwright)
        for case in dict.fromkeys(picture.case for picture in WANTED):
            with served(copy_of(case, Path(folder))) as address:
                for picture in (each for each in WANTED if each.case == case):
                    width, height = picture.screen
                    come = visitor(browser, address, picture.language, width)
                    come.page.set_viewport_size({"width": width, "height": height})
                    come.go(picture.path)
                    path = PICTURES / f"{picture.name}.png"
                    come.page.screenshot(path=path)
                    come.page.context.close()
                    size = path.stat().st_size
                    print(f"{path.relative_to(ROOT)} {size:,} bytes")
                    if size > LARGEST_BYTES:
                        sys.exit(
                            f"screenshots: {path.name} is larger than {LARGEST_BYTES:,} bytes; show less of the page"
                        )


if __name__ == "__main__":
    main()
