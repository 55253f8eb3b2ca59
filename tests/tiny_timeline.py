"""Dated events over the documents of the small engine, as people write them."""

from pathlib import Path

EVENTS = r"""# Dated events.

- date: '1878-12-06'
  style: old
  title: Stalin is born
  document: answers/early.md
  text: Stalin was born at Gori in Georgia.
- date: '1922-04-03'
  title: Stalin becomes General Secretary
  document: answers/appointed.md
  text: Stalin became General Secretary of the party on 3 April 1922, after the Eleventh Party
    Congress.
- date: '1922'
  title: 'Is this <img src=x onerror="window.PWNED=1">${window.PWNED=2}?'
  document: uploads/hostile.md
  text: The café́ emoji 👩‍👧 stands here.
- date: '1927-11-14'
  title: Trotsky is expelled from the party
  document: answers/trotsky.md
  text: Trotsky was expelled from the party on 14 November 1927.
- date: 1928-01
  title: Stalin sends Trotsky to Alma-Ata
  document: answers/trotsky.md
  text: Stalin sent Trotsky to Alma-Ata in January 1928.
- date: '1933'
  title: Nobody wrote this down
  document: answers/purge.md
  text: This sentence stands nowhere.
"""


def write_timeline(folder: Path) -> Path:
    """Write the events as the timeline of a data folder and return the folder."""
    (folder / "timeline.yaml").write_text(EVENTS, encoding="utf-8")
    return folder
