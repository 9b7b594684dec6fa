"""What a stranger sees of an answer, and what the server did for it."""

from typing import NamedTuple

from gatepost.ground.models import Message
from tests.counted import Counted
from tests.hashers import CountingHasher
from tests.spa import Spa


class Observed(NamedTuple):
    said: tuple
    headers: list
    cookies: list
    statements: int
    hashes: int
    messages: int


def observed(path, body):
    spa = Spa()
    spa.token()
    messages, hashes = Message.objects.count(), CountingHasher.calls
    with Counted() as counted:
        reply = spa.post(path, body)
    return Observed(
        reply.said,
        sorted(reply.headers),
        sorted(reply.cookies),
        len(counted.statements),
        CountingHasher.calls - hashes,
        Message.objects.count() - messages,
    )
