"""Keys that another party publishes as a JWKS."""

from collections.abc import Sequence
from typing import Any, Protocol

from gatepost.tokens.signed.jwk import Key, key_set


class Fetch(Protocol):
    """Returns a document, refetched if `again`; `guarded_http.documents.Documents` is one."""

    def __call__(self, url: str, *, again: bool = False) -> dict[str, Any]: ...


class RemoteKeys:
    """The keys at a URL by id; refetched for an unknown id, so that key rotation works.

    Args:
        fetch: Returns the key set; what it raises is not caught here.
        url: URL of the JWKS.
        algorithms: The algorithms that tokens may be signed with.
        named: Whether a token must name its key.
    """

    def __init__(self, fetch: Fetch, url: str, algorithms: Sequence[str], *, named: bool = False) -> None:
        self._fetch, self._url, self._algorithms, self._named = fetch, url, algorithms, named

    def __call__(self, kid: str) -> Key | None:
        """The key with an id; if a token names none, the only key there is, unless a name is required."""
        if self._named and not kid:
            return None
        found = pick(kid, self._fetch(self._url), self._algorithms)
        return found if found is not None else pick(kid, self._fetch(self._url, again=True), self._algorithms)


def pick(kid: str, document: dict[str, Any], algorithms: Sequence[str]) -> Key | None:
    """The key with an id, or the only one if `kid` is empty; None if there is none, or the set cannot be read."""
    try:
        keys = key_set(document, algorithms)
    except ValueError:
        return None
    if not kid and len(keys) == 1:
        return next(iter(keys.values()))
    return keys.get(kid)
