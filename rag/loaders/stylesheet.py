"""The rules of a page's own <style> elements, and which of them an element gets.

It knows tags, classes, ids and what stands inside what; a selector with anything else in it (``:hover``, ``[href]``,
``+``) matches nothing, and no file of styles is fetched.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from lxml import html

_COMMENTS_AND_STRINGS = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->|\"[^\"\n]*\"|'[^'\n]*'", re.DOTALL)
_PIECE = re.compile(r"([^{};]*)([{};])")
_COMPOUND = re.compile(r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#](?:[\w-]|\\.)+)*)")
_NAME = re.compile(r"([.#])((?:[\w-]|\\.)+)")
# What is hidden on paper or on a narrow screen alone is seen by everybody else.
_ELSEWHERE = re.compile(
    r"\b(?:print|speech)\b|\bmax-|\b(?:width|height)\s*<|>=?\s*[a-z-]*(?:width|height)\b", re.IGNORECASE
)
# Characters of the selectors around a rule, past which it matches nothing: ten lists of ten selectors, each inside the
# one before it, would make ten thousand million.
_LONGEST_AROUND = 1000

Declarations = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Compound:
    """A part of a selector that is about one element: ``p.note#first``."""

    tag: str
    ids: frozenset[str]
    classes: frozenset[str]

    @property
    def key(self) -> str:
        """What every element has that it matches: rules are found by it."""
        for mark, names in (("#", self.ids), (".", self.classes)):
            if names:
                return mark + min(names)
        return self.tag

    def matches(self, element: html.HtmlElement) -> bool:
        return (
            self.tag in ("*", element.tag)
            and self.ids <= {element.get("id")}
            and self.classes <= set((element.get("class") or "").split())
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    """Declarations for whatever matches the last compound inside elements that match the ones before it."""

    compounds: tuple[_Compound, ...]
    declarations: Declarations
    order: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """A key that sorts rules: of two that say something of an element, the later one has its way."""
        ids, classes = (sum(len(getattr(c, kind)) for c in self.compounds) for kind in ("ids", "classes"))
        return ids, classes, sum(c.tag != "*" for c in self.compounds), self.order

    def matches(self, element: html.HtmlElement) -> bool:
        *outer, last = self.compounds
        if not last.matches(element):
            return False
        for ancestor in element.iterancestors():
            if outer and outer[-1].matches(ancestor):
                outer.pop()
        return not outer


class Stylesheet:
    """Rules by what an element must have for them to matter."""

    def __init__(self, css: str, *, properties: Collection[str]) -> None:
        self._rules: defaultdict[str, list[_Rule]] = defaultdict(list)
        # By selector, what a later rule says of it, so that a thousand rules for * cost no more than one.
        said: defaultdict[tuple[_Compound, ...], set[tuple[str, bool]]] = defaultdict(set)
        for order, (selectors, body) in reversed(list(enumerate(_blocks(css)))):
            declarations = {name: v for name, v in parse_declarations(body).items() if name in properties}
            for selector in selectors.split(",") if declarations else ():
                if compounds := _compounds(selector):
                    new = {name: v for name, v in declarations.items() if (name, _wins(v)) not in said[compounds]}
                    said[compounds] |= {(name, _wins(value)) for name, value in new.items()}
                    if new:
                        self._rules[compounds[-1].key].append(_Rule(compounds, new, order))

    @classmethod
    def of(cls, page: html.HtmlElement, *, properties: Collection[str]) -> "Stylesheet":
        """Return the rules of a page's <style> elements, as far as they say something of the properties."""
        styles = (style for style in page.iter("style") if not _is_elsewhere(style.get("media") or ""))
        return cls("\n".join(style.text or "" for style in styles), properties=properties)

    def declarations_of(self, element: html.HtmlElement) -> dict[str, str]:
        """Return what the rules and its own ``style`` say of an element; ``!important`` goes before all else."""
        keys = [f"#{element.get('id')}", *(f".{name}" for name in (element.get("class") or "").split())]
        found = (
            rule for key in (*keys, element.tag, "*") for rule in self._rules.get(key, ()) if rule.matches(element)
        )
        said = [rule.declarations for rule in sorted(found, key=lambda rule: rule.rank)]
        said.append(parse_declarations(element.get("style") or ""))
        result: dict[str, str] = {}
        for is_important in (False, True):
            for declarations in said:
                result |= {name: v for name, v in declarations.items() if _wins(v) == is_important}
        return {name: value.removesuffix("!important").rstrip() for name, value in result.items()}


def parse_declarations(text: str) -> Declarations:
    """Return the values by name, both in lower case: "COLOR : Red" is {"color": "red"}."""
    pairs = (part.partition(":") for part in _COMMENTS_AND_STRINGS.sub(" ", text).lower().split(";"))
    return {name.strip(): re.sub(r"!\s+", "!", value.strip()) for name, _, value in pairs if value.strip()}


def _wins(value: str) -> bool:
    return value.endswith("!important")


@dataclass(frozen=True, slots=True)
class _Open:
    """A block that is not closed yet; the selectors are of the nearest rule, itself or around it."""

    selectors: str = ""
    is_rule: bool = False
    is_elsewhere: bool = False
    body: list[str] = field(default_factory=list)


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and body of each rule that counts on a screen, from whatever depth."""
    blocks: list[_Open] = []
    for text, mark in _PIECE.findall(_COMMENTS_AND_STRINGS.sub(" ", css) + "}}"):
        if mark == "{":
            blocks.append(_opened(text.strip(), blocks[-1] if blocks else _Open()))
        elif blocks:
            blocks[-1].body.append(text)
            if mark == "}":
                block = blocks.pop()
                if block.is_rule and not block.is_elsewhere:
                    yield block.selectors, ";".join(block.body)


def _opened(prelude: str, around: _Open) -> _Open:
    if not prelude.startswith("@"):
        return _Open(_nested(prelude, around.selectors), True, around.is_elsewhere)
    is_media = prelude[:6].lower() == "@media"
    return _Open(around.selectors, False, around.is_elsewhere or (is_media and _is_elsewhere(prelude)))


def _nested(selectors: str, around: str) -> str:
    """Return the selectors as they would be written outside of the rule around them, if there is one.

    Worked example: "p, &.x" in ".a, .b" is ".a p,.b p,.a.x,.b.x".
    """
    if not around:
        return selectors
    if len(around) > _LONGEST_AROUND:
        return "&"  # which no element matches
    own_selectors = [own for own in selectors.split(",") if own.strip()]  # nothing is not all that is around
    pairs = product(own_selectors, around.split(","))
    return ",".join(own.replace("&", outer) if "&" in own else f"{outer} {own}" for own, outer in pairs)


def _is_elsewhere(media: str) -> bool:
    return all(_ELSEWHERE.search(query) for query in media.split(","))


def _compounds(selector: str) -> tuple[_Compound, ...]:
    """Return the compounds of a selector, outermost first; none where it holds what is not known here."""
    found = []
    for part in selector.replace(">", " ").split():
        match = _COMPOUND.fullmatch(part)
        if match is None:
            return ()
        names = [(mark, name.replace("\\", "")) for mark, name in _NAME.findall(match["rest"])]
        ids, classes = (frozenset(name for m, name in names if m == mark) for mark in "#.")
        found.append(_Compound((match["tag"] or "*").lower(), ids, classes))
    return tuple(found)
