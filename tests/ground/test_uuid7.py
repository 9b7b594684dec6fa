"""Primary keys are in the order of creation."""

import itertools
import uuid

from gatepost.ground import clock
from gatepost.ground.uuid7 import uuid7


def test_rows_made_in_one_millisecond_had_keys_in_any_order():
    clock.set_source(lambda: 1_800_000_000.0)
    found = [uuid7() for _ in range(1000)]
    assert found == sorted(found)
    assert len(set(found)) == 1000
    steps = {(two.int - one.int) for one, two in itertools.pairwise(found)}
    assert len(steps) == 999, "the next one can be guessed"


def test_keys_say_version_variant_and_time():
    clock.set_source(lambda: 1_800_000_000.123)
    for _ in range(100):
        one = uuid7()
        assert (one.version, one.variant) == (7, uuid.RFC_4122)
        assert one.int >> 80 == 1_800_000_000_123


def test_a_clock_that_is_set_back_gives_keys_of_its_time():
    clock.set_source(lambda: 1_800_000_000.0)
    later = uuid7()
    clock.set_source(lambda: 1_700_000_000.0)
    assert uuid7() < later
    assert uuid7().int >> 80 == 1_700_000_000_000
