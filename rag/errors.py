"""The errors of the user's world; a caller's mistake is a ``ValueError``.

    RagError
    ├── ConfigError          a setting that cannot be used
    ├── QuestionError        a question that cannot be asked
    ├── LoadingError         a file that cannot be read as a document
    ├── DataError            a data folder or question file that is missing or malformed
    ├── EncoderError         the encoder's weights are missing or not the ones expected
    ├── FeedbackError        a verdict on an answer that cannot be kept or read
    ├── ServerError          the server cannot listen where it is told to
    └── StoreError
        ├── IndexMissingError    there is no index yet
        ├── IndexDamagedError    a file of the index is not what the manifest says
        ├── IndexMismatchError   the index was built by another encoder or in another format
        └── IndexLockedError     another process is writing the index

Every message says what was expected, what came, and what to do.
"""


class RagError(Exception):
    """Something in the user's world is wrong; ``str(error)`` is fit for a person."""


class ConfigError(RagError):
    """A setting that cannot be used."""


class QuestionError(RagError):
    """A question that cannot be asked: blank, too long, or not valid text."""


class LoadingError(RagError):
    """A file that cannot be read as a document."""


class DataError(RagError):
    """A data folder or a file of questions that is missing or malformed."""


class EncoderError(RagError):
    """The encoder's weights are missing or not the ones expected."""


class FeedbackError(RagError):
    """A verdict on an answer that cannot be kept or read."""


class ServerError(RagError):
    """The server cannot listen where it is told to."""


class StoreError(RagError):
    """The index cannot be opened or written."""


class IndexMissingError(StoreError):
    """There is no index yet."""


class IndexDamagedError(StoreError):
    """A file of the index is missing or its digest is not the manifest's."""


class IndexMismatchError(StoreError):
    """The index was built by another encoder or in another format."""


class IndexLockedError(StoreError):
    """Another process is writing the index."""
