"""UUIDs of version 7, used as primary keys."""

import secrets
import uuid

from gatepost.ground import clock

TAIL_BITS, STEP_BITS = 74, 48
_last = [0]
"""The newest one of this process, without version and variant."""


def uuid7() -> uuid.UUID:
    """A new UUID whose order is that of creation, which keeps index inserts local.

    Of several in one millisecond, each is a random step after the one before, so that rows made together keep their
    order too.

    Source: RFC 9562, sections 5.7 and 6.2 (method 2).
    """
    milliseconds = int(clock.unix() * 1000) & ((1 << 48) - 1)
    found = milliseconds << TAIL_BITS | secrets.randbits(TAIL_BITS)
    if found >> TAIL_BITS == (last := _last[0]) >> TAIL_BITS:
        found = last + 1 + secrets.randbits(STEP_BITS)
    _last[0] = found
    milliseconds, tail = found >> TAIL_BITS, found & ((1 << TAIL_BITS) - 1)
    value = milliseconds << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | tail & ((1 << 62) - 1)
    return uuid.UUID(int=value)
