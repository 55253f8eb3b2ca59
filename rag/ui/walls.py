"""The last wall before the browser: an exception that escaped would leave a person with nothing at all."""

import logging
from functools import wraps

from rag.errors import RagError
from rag.messages import public_message
from rag.ui.payload import Call
from rag.wire import Json

logger = logging.getLogger(__name__)


def walled(call: Call) -> Call:
    """Return the call, answering with a ``problem`` where it breaks down; the log has the reason."""

    @wraps(call)
    def within(payload: object) -> Json:
        try:
            return call(payload)
        except RagError as error:
            logger.error("%s: %s", call.__name__, error)
            return {"problem": public_message(error)}
        except Exception:
            logger.exception("%s broke down", call.__name__)
            return {"problem": "It failed on our side. Try again."}

    return within
