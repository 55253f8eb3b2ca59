"""The last wall before the browser: an exception that escaped would leave a person with nothing at all."""

import logging
from collections.abc import Callable
from functools import wraps

from rag.errors import QuestionError, RagError
from rag.messages import public_message
from rag.ui.payload import Call
from rag.wire import Json

logger = logging.getLogger(__name__)


def problem_view(why: str, *, retry: bool) -> Json:
    """Return what most calls give instead of what was asked for, whether or not asking again may help."""
    return {"problem": why}


def walled(
    told: Callable[..., Json] = problem_view, *, logged: str = "", broken: str = "It failed on our side. Try again."
) -> Callable[[Call], Call]:
    """Return what makes a call answer with a view of why, where it breaks down; the log has the reason.

    Args:
        told: Gives the view of a sentence for a person, and of ``retry``, whether asking again may help.
        logged: What the log says; by default that the call, by its name, broke down.
        broken: The sentence where the reason is nothing that we foresaw.
    """

    def wall(call: Call) -> Call:
        said = logged or f"{call.__name__} broke down"

        @wraps(call)
        def within(payload: object) -> Json:
            try:
                return call(payload)
            except QuestionError as error:
                return told(public_message(error), retry=False)
            except RagError as error:
                logger.error("%s: %s", said, error)
                return told(public_message(error), retry=True)
            except Exception:
                logger.exception(said)
                return told(broken, retry=True)

        return within

    return wall
