"""UUIDs of version 7, used as primary keys."""

import secrets
import uuid

from gatepost.ground import clock


def uuid7() -> uuid.UUID:
    """A new UUID whose order is that of creation, which keeps index inserts local.

    Source: RFC 9562, section 5.7.
    """
    milliseconds = int(clock.unix() * 1000) & ((1 << 48) - 1)
    tail = secrets.randbits(74)
    value = milliseconds << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | tail & ((1 << 62) - 1)
    return uuid.UUID(int=value)
