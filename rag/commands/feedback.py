"""``rag feedback``: the verdicts that people gave, one JSON object a line, the earliest first."""

import json

from rag.config import Settings
from rag.feedback import FeedbackStore


def run_feedback(settings: Settings) -> int:
    """Print every verdict."""
    for entry in FeedbackStore(settings.feedback.folder).entries():
        print(json.dumps(entry, ensure_ascii=False))
    return 0
