"""Whoever guesses the teacher's password waits ever longer; whoever mistypes it does not."""

import itertools

import pytest

from rag.guesses import ADDRESSES_KEPT, FIRST_WAIT_S, FREE_GUESSES, LONGEST_WAIT_S, Guesses

THEM = "10.0.0.7"
NUMBERS = itertools.count()


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self):
        self.now_s = 1000.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def guesses(clock):
    return Guesses(clock)


def _guess_wrong(guesses, times, address=THEM):
    for _ in range(times):
        guesses.count(address, f"guess {next(NUMBERS)}", is_right=False)


def test_a_few_wrong_guesses_cost_nothing(guesses):
    _guess_wrong(guesses, FREE_GUESSES - 1)
    assert guesses.wait_s(THEM) == 0


def test_each_further_one_costs_twice_the_time_up_to_a_limit(guesses, clock):
    _guess_wrong(guesses, FREE_GUESSES - 1)
    waits = []
    for _ in range(30):
        _guess_wrong(guesses, 1)
        waits.append(guesses.wait_s(THEM))
        clock.now_s += waits[-1]
        assert guesses.wait_s(THEM) == 0
    assert waits[:4] == [FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S, 8 * FIRST_WAIT_S]
    assert set(waits[7:]) == {LONGEST_WAIT_S}


def test_wait_is_told_in_whole_seconds_until_it_is_over(guesses, clock):
    _guess_wrong(guesses, FREE_GUESSES)
    clock.now_s += FIRST_WAIT_S - 0.5
    assert guesses.wait_s(THEM) == 1
    clock.now_s += 0.5
    assert guesses.wait_s(THEM) == 0


def test_browser_that_sends_an_old_password_with_every_request_guesses_once(guesses):
    for _ in range(10 * FREE_GUESSES):
        guesses.count(THEM, "last year's", is_right=False)
    assert guesses.wait_s(THEM) == 0
    _guess_wrong(guesses, FREE_GUESSES - 1)
    assert guesses.wait_s(THEM) > 0


def test_right_guess_is_a_new_beginning(guesses):
    _guess_wrong(guesses, FREE_GUESSES - 1)
    guesses.count(THEM, "right", is_right=True)
    _guess_wrong(guesses, FREE_GUESSES - 1)
    assert guesses.wait_s(THEM) == 0


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ("10.0.0.8", False),
        ("", False),
        ("testclient", False),
        ("::ffff:10.0.0.7", True),
        ("2001:db8::1", False),
    ],
)
def test_others_do_not_wait(guesses, other, is_same):
    _guess_wrong(guesses, FREE_GUESSES)
    assert (guesses.wait_s(other) > 0) == is_same


def test_machine_with_many_addresses_of_one_network_is_one(guesses):
    for n in range(FREE_GUESSES):
        guesses.count(f"2001:db8:0:1::{n}", f"guess {n}", is_right=False)
    assert guesses.wait_s("2001:db8:0:1:ffff::1") > 0
    assert guesses.wait_s("2001:db8:0:2::1") == 0


def test_no_more_addresses_are_kept_than_fit_and_the_quietest_goes_first(guesses):
    _guess_wrong(guesses, FREE_GUESSES)
    _guess_wrong(guesses, FREE_GUESSES, "10.0.0.8")
    for n in range(ADDRESSES_KEPT - 1):
        _guess_wrong(guesses, 1, f"name {n}")
    assert guesses.wait_s(THEM) == 0
    assert guesses.wait_s("10.0.0.8") > 0
