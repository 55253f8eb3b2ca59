"""What a reader of a web page does not see must not be quoted to one: spam and prompt injection live there."""

import colorsys
import re
from dataclasses import dataclass

from lxml import html

from rag.loaders.stylesheet import Stylesheet

_ZERO = r"[0.]+[a-z%]*"
_FAR_OUT = r"-\d{3,}.*"
# A few hundred pixels of margin centre a page or make room for a heading.
_FAR_OUT_MARGIN = r"-\d{4,}.*|-\d{3,}r?em"
# So does an offset that moves an element from where it would stand, and not from an edge.
_FAR_OUT_FROM_ITS_PLACE = r"-\d{4,}.*|-\d{3,}.*(?<!px)"
# By property, the values that hide; each is matched whole.
_HIDING = {
    "display": r"none",
    "content-visibility": r"hidden",
    "opacity": r"[0.]+%?",
    "clip": r"rect\((?:[01](?:px)?[\s,]*)+\)",
    "clip-path": r"inset\((?:50|100)%.*\)|circle\(0.*\)",
    "transform": r".*scale[xy]?\(\s*0\s*\).*",
    "text-indent": _FAR_OUT,
    **dict.fromkeys(("margin-left", "margin-top"), _FAR_OUT_MARGIN),
}
_SIDES = ("left", "right", "top", "bottom")
_NOT_MOVED = ("static", "initial", "unset", "revert")
_MOVED_FROM_ITS_PLACE = ("relative", "sticky", "-webkit-sticky")
_TINY = rf"{_ZERO}|[12](?:\.\d+)?p[xt]"
_OF_THE_SIZE_AROUND = r".*(?:em|%|smaller|larger|inherit)(?<!rem)"
_NO_SIZE = rf"{_ZERO}|1px"
_SIZES = ("width", "height", "max-width", "max-height")

# All that is asked of a style below.
_PROPERTIES = frozenset(
    {
        *(*_HIDING, *_SIDES, *_SIZES, "position", "overflow", "visibility", "font-size"),
        *("color", "-webkit-text-fill-color", "background", "background-color", "background-image"),
    }
)

_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|(?P<function>[a-z][a-z-]*\()|[a-z]+")
_NUMBER = r"([+-]?(?:\d{0,9}\.)?\d{1,20}%?)"
_CHANNELS = re.compile(
    rf"(rgb|hsl)a?\(\s*{_NUMBER}(?:deg)?[\s,]+{_NUMBER}[\s,]+{_NUMBER}(?:\s*[,/]\s*{_NUMBER})?\s*(?:[,/)]|$)"
)
_UNKNOWN = "unknown"  # what a function makes of numbers that are not read here: it may be any colour
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_NAMED = {"white": _WHITE, "black": _BLACK, "snow": (255, 250, 250), "ivory": (255, 255, 240)}
_ALIKE = 16  # steps of 255 that nobody sees between a letter and its background

_WHOLE = ("html", "body")  # a page that its scripts uncover is read all the same

Colour = tuple[int, ...] | str  # red, green and blue, or a name


@dataclass(frozen=True, slots=True)
class _Look:
    """How an element's own words look; the background is None where it may be a picture."""

    ink: Colour = _BLACK
    paper: Colour | None = _WHITE
    is_tiny: bool = False
    is_invisible: bool = False

    @property
    def is_seen(self) -> bool:
        is_lost = self.paper is not None and _are_alike(self.ink, self.paper)
        return not (self.is_tiny or self.is_invisible or is_lost)


def drop_hidden(page: html.HtmlElement) -> None:
    """Take out of a page what is not shown: by its attributes, its own styles or those of its <style> elements.

    What a script or another file does to it is not known.
    """
    sheet = Stylesheet.of(page, properties=_PROPERTIES)
    looks: dict[html.HtmlElement, _Look] = {}
    for element in list(page.iter()):
        parent = element.getparent()
        if parent is not None and parent not in looks:
            continue  # it went with its parent
        said = sheet.declarations_of(element)
        if element.tag not in _WHOLE and (_is_marked_hidden(element) or _is_hidden(said)):
            element.drop_tree()
            continue
        looks[element] = _look(element, said, looks.get(parent, _Look()))
    for element, look in looks.items():
        if not look.is_seen and element.tag not in _WHOLE:
            _drop_own_words(element)


def _is_marked_hidden(element: html.HtmlElement) -> bool:
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or element.tag == "template"


def _is_hidden(said: dict[str, str]) -> bool:
    if any(re.fullmatch(_HIDING[name], value) for name, value in said.items() if name in _HIDING):
        return True
    position = said.get("position", "static")
    far_out = _FAR_OUT_FROM_ITS_PLACE if position in _MOVED_FROM_ITS_PLACE else _FAR_OUT
    if position not in _NOT_MOVED and any(re.fullmatch(far_out, said.get(side, "auto")) for side in _SIDES):
        return True
    is_cut = said.get("overflow") in ("hidden", "clip")
    return is_cut and any(re.fullmatch(_NO_SIZE, said.get(name, "auto")) for name in _SIZES)


def _look(element: html.HtmlElement, said: dict[str, str], around: _Look) -> _Look:
    """Return the look of an element's words: what nothing says of it is as it is around."""
    ink = _colour(said.get("-webkit-text-fill-color") or said.get("color") or _legacy_ink(element))
    size, visibility = said.get("font-size", "inherit"), said.get("visibility", "inherit")
    is_relative = re.fullmatch(_OF_THE_SIZE_AROUND, size) is not None
    return _Look(
        ink=around.ink if ink is None else ink,
        paper=_paper(element, said, around.paper),
        is_tiny=re.fullmatch(_TINY, size) is not None or (is_relative and around.is_tiny),
        is_invisible=around.is_invisible if visibility == "inherit" else visibility in ("hidden", "collapse"),
    )


def _paper(element: html.HtmlElement, said: dict[str, str], around: Colour | None) -> Colour | None:
    shorthand = said.get("background", "")
    images = shorthand + said.get("background-image", "")
    if element.get("background") or "url(" in images or "gradient(" in images:
        return None  # a picture lies over every colour
    colour = _colour(said.get("background-color") or shorthand or (element.get("bgcolor") or "").lower())
    return around if colour in (None, "transparent") else colour


def _legacy_ink(element: html.HtmlElement) -> str:
    name = {"font": "color", "body": "text"}.get(element.tag)
    return (element.get(name) or "").lower() if name else ""


def _colour(value: str) -> Colour | None:
    """Return the first colour in a value, or None where it names none of its own."""
    match = _COLOUR.search(value)
    if match is None or match[0] in ("inherit", "initial", "unset", "revert", "currentcolor", "none"):
        return None
    if match["function"]:
        return _colour_of_function(value[match.start() :])
    text = match[0]
    if text.startswith("#"):
        digits = text[1:] if len(text) > 5 else "".join(d * 2 for d in text[1:])
        channels = [int(digits[i : i + 2], 16) for i in range(0, len(digits) - 1, 2)]
        return "transparent" if channels[3:] == [0] else tuple(channels[:3])
    return _NAMED.get(text, text)


def _colour_of_function(text: str) -> Colour:
    """Return the colour that rgb(…) or hsl(…) makes of plain numbers; that of any other function is unknown."""
    match = _CHANNELS.match(text)
    if match is None:
        return _UNKNOWN
    name, first, second, third, opacity = match.groups()
    if opacity is not None and _share(opacity, 1) == 0:
        return "transparent"
    if name == "rgb":
        channels = (_share(first, 255), _share(second, 255), _share(third, 255))
    else:
        channels = colorsys.hls_to_rgb(float(first.rstrip("%")) / 360, _share(third, 100), _share(second, 100))
    return tuple(round(255 * channel) for channel in channels)


def _share(number: str, whole: int) -> float:
    """Return which part of the whole a number or a percentage is, from 0 to 1: beyond these, browsers cut it off."""
    part = float(number.rstrip("%")) / (100 if number.endswith("%") else whole)
    return min(max(part, 0.0), 1.0)


def _are_alike(ink: Colour, paper: Colour) -> bool:
    if ink == "transparent":
        return True
    if isinstance(ink, str) or isinstance(paper, str):
        return ink == paper != _UNKNOWN
    return all(abs(a - b) <= _ALIKE for a, b in zip(ink, paper, strict=False))


def _drop_own_words(element: html.HtmlElement) -> None:
    """Take out an element's words but not those of the elements inside it, which may have another colour."""
    element.text = None
    for child in element:
        child.tail = None
