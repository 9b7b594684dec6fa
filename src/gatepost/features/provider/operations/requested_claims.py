"""The parameter `claims`, by which a client names single claims of ID tokens and userinfo. Pure, but for settings.

A claim stands for the scopes that have it, of those that the client may request, so that users are asked for it in the
same words, and both responses have it. `acr` names levels of login, `sub` the only user who will do. Everything else is
voluntary, and left out if it isn't known.
Source: OpenID Connect Core, sections 5.5 and 5.5.1; OpenID Connect Core Error Code unmet_authentication_requirements.
"""

from collections.abc import Iterable, Mapping

import msgspec

from gatepost.errors import Refused
from gatepost.features.provider.operations import claims, refusals, scopes


class _Claim(msgspec.Struct, frozen=True):
    essential: bool = False
    value: msgspec.Raw = msgspec.Raw()
    values: tuple[msgspec.Raw, ...] = ()

    @property
    def texts(self) -> list[str]:
        """The values that are texts, of which any will do."""
        given = [*([self.value] if bytes(self.value) else []), *self.values]
        found = [msgspec.json.decode(one) for one in given]
        return [one for one in found if isinstance(one, str)]


class _Parameter(msgspec.Struct, frozen=True):
    id_token: dict[str, _Claim | None] | None = None
    userinfo: dict[str, _Claim | None] | None = None


class RequestedClaims(msgspec.Struct, frozen=True):
    """What a client named.

    Args:
        names: The claims.
        level: The level of login that it needs: 1 for any.
        subject: The `sub` of the only user who will do; empty for anyone.
    """

    names: frozenset[str] = frozenset()
    level: int = 1
    subject: str = ""

    def scopes(self, allowed: Iterable[str]) -> list[str]:
        """The scopes, of those that are allowed, which have one of the claims."""
        return [one for one in allowed if self.names & {*claims.NAMES.get(one, ()), *scopes.fields([one])}]


def read(text: str, levels: Mapping[str, int]) -> RequestedClaims:
    """The claims that a request names.

    Args:
        text: The parameter; empty for none.
        levels: The values of `acr` that are known, with their levels.

    Raises:
        Refused: `invalid_request`; `unmet_authentication_requirements` if none of the levels is known here.
    """
    if not text:
        return RequestedClaims()
    try:
        given = msgspec.json.decode(text, type=_Parameter)
        acr, subjects = _one(given.id_token, "acr"), _subjects(given)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        raise Refused(refusals.INVALID_REQUEST.at("claims")) from None
    if len(subjects) > 1:
        raise Refused(refusals.INVALID_REQUEST.at("claims"))
    found = [levels[one] for one in acr.texts if one in levels]
    if acr.essential and acr.texts and not found:
        raise Refused(refusals.UNMET_REQUIREMENTS)
    names = frozenset({*(given.id_token or {}), *(given.userinfo or {})})
    return RequestedClaims(names, min(found, default=1), next(iter(subjects), ""))


def _one(given: dict[str, _Claim | None] | None, name: str) -> _Claim:
    return (given or {}).get(name) or _Claim()


def _subjects(given: _Parameter) -> set[str]:
    """Every `sub` that the request names; it may name one."""
    return {text for part in (given.id_token, given.userinfo) for text in _one(part, "sub").texts}
