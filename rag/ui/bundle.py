"""Our scripts, styles and fonts, read from the package."""

from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
FONTS = ASSETS / "fonts"

_STYLES = (
    "tokens",
    "frame",
    "header",
    "formats",
    "chat",
    "composer",
    "reader",
    "library",
    "timeline",
    "check",
    "media",
    "print",
)
_FACES = (("Source Serif 4", "source-serif-4"), ("Source Sans 3", "source-sans-3"))


def script(*names: str) -> str:
    """Return scripts joined in order.

    Gradio compiles the script of each component by itself, so what two of them share is put before both.
    """
    return "\n".join(_read(f"{name}.js") for name in names)


def stylesheet(fonts_url: str) -> str:
    """Return all styles, with the fonts under the given relative URL."""
    faces = (
        f"@font-face {{ font-family: '{family}'; font-weight: {weight}; font-display: swap;"
        f" src: url('{fonts_url}/{file}-latin-{weight}-normal.woff2') format('woff2'); }}"
        for family, file in _FACES
        for weight in (400, 600)
    )
    return "\n".join([*faces, *(_read(f"{name}.css") for name in _STYLES)])


@cache
def _read(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")
