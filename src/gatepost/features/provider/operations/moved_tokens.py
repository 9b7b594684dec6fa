"""Access and refresh tokens that moved from another package, which stores their SHA-256 hashes.

An access token is found by a keyed digest of its hash. A refresh token stands for one of our own that is derived from
its hash with a key of the ring, so that rotation and replay are those of every family. A copy of the other package's
table therefore opens nothing here. Tokens are accepted only while `provider.moved_tokens` is on: each text that has no
form of ours costs a query then.
"""

from collections.abc import Sequence

from gatepost import conf
from gatepost.features.provider import grant_queries
from gatepost.features.provider.models import Grant
from gatepost.features.provider.settings import ProviderSettings
from gatepost.ground import credentials, keyring
from gatepost.tokens import moved_tokens
from gatepost.tokens.refresh import lineage

HASH = "sha256"
LONGEST = 8192
KIND = "moved"
"""The kind of a moved grant."""


def may_be(text: str) -> bool:
    """Whether a text may be a moved token: they are accepted, and it has no form of ours."""
    if not conf.read(ProviderSettings).moved_tokens or not 0 < len(text) <= LONGEST:
        return False
    return not credentials.well_formed(text[2:3], text)


def access_digests(text: str) -> Sequence[str]:
    """The digests under which a moved access token may be stored."""
    return keyring.digests(moved_tokens.MOVED, moved_tokens.hashed(text, HASH))


def refresh_tokens(hashed: str) -> Sequence[str]:
    """The tokens of ours that a moved refresh token may stand for, the current key's first.

    Args:
        hashed: Its SHA-256 hash, in hexadecimal digits.
    """
    return lineage.firsts(lineage.OAUTH, hashed)


def find_refresh(text: str) -> tuple[Grant | None, str]:
    """The grant of a refresh token, and the token of ours that it is or stands for; one query, none for junk."""
    candidates = [text]
    if may_be(text):
        candidates = list(refresh_tokens(moved_tokens.hashed(text, HASH)))
    by_lookup = {lookup: one for one in candidates for lookup in lineage.lookups(lineage.OAUTH, one)}
    grant = grant_queries.by_family(list(by_lookup)) if by_lookup else None
    return (grant, by_lookup[grant.family.lookup]) if grant is not None and grant.family is not None else (None, text)
