"""Checks of REST framework's settings; doesn't import REST framework."""

from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django's name

from gatepost.dialects.mounted import mounted

OURS = {
    "rest_framework.authentication.TokenAuthentication": (
        "gatepost.dialects.authtoken.authentication.TokenAuthentication",
        ("authtoken", "rest_auth", "djoser"),
    ),
    "knox.auth.TokenAuthentication": ("gatepost.dialects.knox.authentication.KnoxAuthentication", ("knox",)),
}
"""Another package's authentication class: ours, and the dialects whose tokens need it."""


def messages() -> list[CheckMessage]:
    """Warn of a class that looks for gatepost's tokens in another package's table, and refuses each of them."""
    classes = getattr(settings, "REST_FRAMEWORK", {}).get("DEFAULT_AUTHENTICATION_CLASSES", ())
    return [
        Warning(
            f"DEFAULT_AUTHENTICATION_CLASSES has {theirs}, which refuses the tokens that gatepost issues",
            hint=f"Put {ours} in its place, or beside it while you move in",
            id="gatepost.W044",
        )
        for theirs, (ours, dialects) in OURS.items()
        if theirs in classes and ours not in classes and any(map(mounted, dialects))
    ]
