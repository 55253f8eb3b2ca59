"""Characters that cannot be seen and change how a text reads.

Bidirectional and zero-width controls can make a quotation read as what it is not, and an escape sequence can rewrite a
terminal, so every surface shows them as what they are: by the names of their code points.
"""

import re

# Joiners (U+200C, U+200D) are letters' business in Persian or emoji, so they count only beside ASCII.
CONTROL = re.compile(
    "[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    "|(?<=[ -~])[\u200c\u200d]|[\u200c\u200d](?=[ -~])"
)


def code_point(character: str) -> str:
    """Return a character's name as Unicode writes it: ``U+202E``."""
    return f"U+{ord(character):04X}"


def with_controls_named(text: str) -> str:
    """Return a text that is no quotation, every control as its name in brackets: ``[U+001B]``."""
    return CONTROL.sub(lambda match: f"[{code_point(match[0])}]", text)
