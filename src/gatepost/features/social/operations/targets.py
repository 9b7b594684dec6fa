"""The URLs to which a user may be redirected after a provider login."""

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.errors import Kind, Refusal, Refused
from gatepost.features.social.settings import SocialSettings
from gatepost.ground import targets

NOT_LISTED = Refusal(Kind.INVALID, "invalid", param="callback_url", text=_("This URL is not allowed."))


def page(url: str) -> str:
    """Require a page of ours or of a listed origin, which prevents open redirects.

    Raises:
        Refused: `invalid`.
    """
    settings = conf.read(SocialSettings)
    found = targets.allowed(url, targets.origin(settings.callback), settings.redirects)
    if found is None:
        raise Refused(NOT_LISTED)
    return found


def deep_link(url: str) -> str:
    """Require a deep link of a native app, exactly as listed.

    Raises:
        Refused: `invalid`.
    """
    if url not in conf.read(SocialSettings).deep_links:
        raise Refused(NOT_LISTED)
    return url


def error_page() -> str:
    """The page for users who cannot be sent back to where they came from."""
    return conf.read(SocialSettings).error_page
