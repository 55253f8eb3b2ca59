"""What a stranger on the network may read of an error: the kind and the mend, never a path."""

from rag.errors import (
    ConfigError,
    EncoderError,
    FeedbackError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    QuestionError,
    RagError,
    StoreError,
)

_MESSAGES: tuple[tuple[type[RagError], str], ...] = (
    (IndexMissingError, 'There is no index yet. Whoever runs Ascent builds it with "rag index".'),
    (IndexDamagedError, 'The index is damaged. Whoever runs Ascent builds it again with "rag index".'),
    (IndexMismatchError, 'The index does not fit the settings. Whoever runs Ascent runs "rag index".'),
    (StoreError, "The index cannot be opened. Whoever runs Ascent finds the reason in its log."),
    (EncoderError, "The encoder cannot be loaded. Whoever runs Ascent finds the reason in its log."),
    (
        FeedbackError,
        "Your verdict could not be kept; the answer is not affected. Whoever runs Ascent finds why in its log.",
    ),
    (ConfigError, "A setting cannot be used. Whoever runs Ascent finds the reason in its log."),
)


def public_message(error: RagError) -> str:
    """Return a sentence for a person who may not see the server's paths.

    A ``QuestionError`` speaks only of the question and is passed on as a sentence.
    """
    if isinstance(error, QuestionError):
        return f"{str(error)[:1].upper()}{str(error)[1:]}."
    for kind, message in _MESSAGES:
        if isinstance(error, kind):
            return message
    return "The sources cannot be searched at the moment. Whoever runs Ascent finds the reason in its log."
