"""Wrong passwords by who sent them: after a few, that address must wait, longer after each further one."""

import hashlib
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE_GUESSES = 5  # whoever mistypes never waits
FIRST_WAIT_S = 10
LONGEST_WAIT_S = 15 * 60  # then a hundred guesses a day
ADDRESSES_KEPT = 1000


@dataclass(slots=True)
class _Record:
    """How often an address guessed wrong, what last, and until when it must wait, by the clock."""

    wrong: int = 0
    last: str = ""
    until: float = 0.0


class Guesses:
    """Counts wrong guesses. It forgets an address that guessed right, and the quietest of more than it keeps."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def wait_s(self, address: str) -> int:
        """Return for how many whole seconds no guess of an address is to be looked at, 0 where it may guess."""
        record = self._records.get(_network(address))
        return 0 if record is None else max(0, math.ceil(record.until - self._clock()))

    def count(self, address: str, guess: str, *, is_right: bool) -> None:
        """Take note of a guess; a wrong one that comes again, as a browser sends it with every request, counts once."""
        network = _network(address)
        record = self._records.pop(network, _Record())
        if is_right:
            return
        self._records[network] = record
        if record.last == (digest := hashlib.sha256(guess.encode("utf-8", "surrogateescape")).hexdigest()):
            return
        record.last = digest
        record.wrong += 1
        if record.wrong >= FREE_GUESSES:
            doublings = min(record.wrong - FREE_GUESSES, 10)
            record.until = self._clock() + min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**doublings)
        if len(self._records) > ADDRESSES_KEPT:
            self._records.popitem(last=False)


def _network(address: str) -> str:
    """Return what one machine cannot change at will: its IPv4 address, or the first half of its IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
