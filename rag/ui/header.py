"""The header of every page: brand, pages, what can be done, light and dark."""

import gradio as gr

from rag.ui.components import add_drawn

PAGES = (("Ask", "./"), ("Library", "library"), ("Check", "check"))
ASKING = frozenset({"Ask", "Check"})  # pages with a box to ask in

_FORMATS = (("md", "Markdown"), ("html", "Web page"), ("json", "JSON"))
_STROKE = "fill='none' stroke='currentColor' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'"
_SAVE = "M12 4v11M7 11l5 5 5-5M5 20h14"
_PLUS = "M12 5v14M5 12h14"
_DOWN = "M6 9.5l6 6 6-6"
_MOON = "M20 14.5A8.5 8.5 0 1 1 9.5 4a6.6 6.6 0 0 0 10.5 10.5z"


def add_header(page: str) -> gr.HTML:
    """Add the header; its clicks become events that the page's components listen to."""
    return add_drawn(header_html(page), elem_id="hdr", scripts=("dom", "header", "formats"))


def header_html(page: str) -> str:
    """Return the header with the given page marked as the current one."""
    return (
        "<header class='rg-hdr'>"
        + ("<a class='rg-skip' href='#box'>Skip to the question box</a>" if page in ASKING else "")
        + "<a class='rg-brand' href='./' aria-label='Ascent, home'>"
        "<svg viewBox='0 0 24 24' aria-hidden='true'>"
        f"<path d='M3 20h5v-5h5v-5h5V5h3' {_STROKE}/></svg><span>Ascent</span></a>"
        f"<nav class='rg-nav' aria-label='Main'>{''.join(_link(page, *p) for p in PAGES)}</nav>"
        + (_chat_buttons() if page == "Ask" else "")
        + "<button type='button' class='rg-btn ghost icon' data-ev='theme'"
        f" aria-label='Switch between light and dark'>{_icon(_MOON)}</button>"
        + ("<h1 id='rg-h1' class='rg-sr' hidden>Ask</h1>" if page == "Ask" else "")
        + "<div id='rg-live' class='rg-sr' role='status' aria-live='polite'></div></header>"
    )


def _link(page: str, name: str, href: str) -> str:
    current = " aria-current='page'" if name == page else ""
    return f"<a href='{href}'{current}>{name}</a>"


def _chat_buttons() -> str:
    return (
        "<span class='rg-save'>"
        f"<button type='button' class='rg-btn ghost' data-ev='rg:export' disabled>{_icon(_SAVE)}"
        "<span class='lbl'>Save</span><span class='rg-sr'> this conversation</span></button>"
        "<button type='button' class='rg-btn ghost icon rg-caret' aria-expanded='false' aria-controls='rg-formats'"
        f" aria-label='Save in another format' disabled>{_icon(_DOWN)}</button>"
        f"<span class='rg-formats' id='rg-formats' hidden>{''.join(_format(*f) for f in _FORMATS)}</span></span>"
        f"<button type='button' class='rg-btn' data-ev='rg:new'>{_icon(_PLUS)}"
        "<span class='lbl'>New chat</span><span class='rg-sr'>, clears this conversation</span></button>"
    )


def _format(form: str, name: str) -> str:
    return (
        f"<button type='button' class='rg-btn ghost' data-ev='rg:export-as' data-form='{form}'>{name}"
        f"<em>.{form}</em></button>"
    )


def _icon(path: str) -> str:
    return f"<svg class='rg-ic' viewBox='0 0 24 24' aria-hidden='true'><path d='{path}' {_STROKE}/></svg>"
