"""Pairs of simplejwt's: alive, expired, and with a refresh token that is blacklisted."""

from datetime import timedelta

STATES = ("live", "expired", "blacklisted")


def rows(user, traits, fact):
    """Some of the states; their rows."""
    from rest_framework_simplejwt.settings import api_settings  # noqa: PLC0415 - gone after the move
    from rest_framework_simplejwt.token_blacklist.models import OutstandingToken  # noqa: PLC0415
    from rest_framework_simplejwt.tokens import RefreshToken  # noqa: PLC0415

    fact["pairs"], found = {}, []
    for state in STATES:
        if traits.one_in(2):
            continue
        refresh = RefreshToken()
        refresh[api_settings.USER_ID_CLAIM] = str(user.pk)
        access = refresh.access_token
        if state == "expired":
            refresh.set_exp(lifetime=timedelta(hours=-1))
            access.set_exp(lifetime=timedelta(hours=-1))
        else:
            access.set_exp(lifetime=timedelta(hours=5))
        fact["pairs"][state] = [str(access), str(refresh)]
        expires_at = refresh.current_time + timedelta(hours=-1 if state == "expired" else 720)
        found.append(
            OutstandingToken(
                user=user, jti=refresh["jti"], token=str(refresh), created_at=refresh.current_time,
                expires_at=expires_at,
            )
        )  # fmt: skip
        fact.setdefault("blacklisted", []).extend([refresh["jti"]] if state == "blacklisted" else [])
    return found


def finish(facts):
    """Blacklist those that are to be."""
    ended = [jti for fact in facts for jti in fact.pop("blacklisted", ())]
    if ended:
        from rest_framework_simplejwt.token_blacklist.models import (  # noqa: PLC0415 - gone after the move
            BlacklistedToken,
            OutstandingToken,
        )

        found = OutstandingToken.objects.in_bulk(ended, field_name="jti")
        BlacklistedToken.objects.bulk_create(BlacklistedToken(token=found[jti]) for jti in ended)
