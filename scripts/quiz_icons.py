"""Draws the icons of the quiz into frontend/public: grass and a tree under the sun; run it after changing the drawing."""

from __future__ import annotations

from pathlib import Path

import vl_convert

PUBLIC = Path(__file__).resolve().parents[1] / "frontend" / "public"
SIDE = 64
PAPER = "#fdf6e3"
DRAWING = (
    '<circle cx="46" cy="18" r="7.5" fill="#f2b950"/>'
    '<path d="M0 44C14 35 26 39 36 41S54 36 64 40V64H0Z" fill="#9dbb73"/>'
    '<path d="M0 54C16 46 30 51 42 51S56 48 64 50V64H0Z" fill="#4c8038"/>'
    '<path d="M26 12C34 11 39 18 36 24C42 29 36 38 29 37H27.6V51H24.4V37H23C16 38 10 29 16 24C13 18 18 11 26 12Z" '
    'fill="#1f5240"/>'
    '<path d="M45 55C43 48 39 45 36 43C39 47 40 51 41 55ZM44 55C43 46 45 42 48 38C48 44 48 50 48 55Z'
    'M47 55C48 49 52 46 56 44C53 48 51 52 50 55Z" fill="#173d24"/>'
)


def icon(*, rounded: bool, margin: float = 0.0) -> str:
    """The icon as SVG; a margin keeps the drawing inside what a device cuts out of a maskable one."""
    size = SIDE + 2 * margin
    corners = ' rx="14"' if rounded else ""
    cut = f'<clipPath id="c"><rect width="{SIDE}" height="{SIDE}"{corners}/></clipPath>'
    ground = f'<rect x="{-margin}" y="{-margin}" width="{size}" height="{size}" fill="{PAPER}"{corners}/>'
    if margin:
        ground += f'<rect x="{-margin}" y="54" width="{size}" height="{10 + margin}" fill="#4c8038"/>'
    box = f"{-margin} {-margin} {size} {size}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{cut}{ground}<g clip-path="url(#c)">{DRAWING}</g></svg>'


def png(svg: str, pixels: int) -> bytes:
    """The icon as PNG of so many pixels a side."""
    sized = svg.replace("<svg ", f'<svg width="{pixels}" height="{pixels}" ', 1)
    return vl_convert.svg_to_png(sized, scale=1, ppi=72)


def main() -> None:
    """Write every icon."""
    plain = icon(rounded=True)
    (PUBLIC / "quiz-icon.svg").write_text(plain + "\n", encoding="utf-8")
    for pixels in (192, 512):
        (PUBLIC / f"quiz-{pixels}.png").write_bytes(png(plain, pixels))
    (PUBLIC / "quiz-180.png").write_bytes(png(icon(rounded=False), 180))
    (PUBLIC / "quiz-maskable-512.png").write_bytes(png(icon(rounded=False, margin=12), 512))


if __name__ == "__main__":
    main()
