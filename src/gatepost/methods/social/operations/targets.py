"""Where somebody may end who came back from a provider."""

from django.utils.translation import gettext_lazy as _

from gatepost import conf
from gatepost.errors import Kind, Refusal, Refused
from gatepost.ground import targets
from gatepost.methods.social.settings import SocialSettings

NOT_LISTED = Refusal(Kind.INVALID, "invalid", param="callback_url", text=_("This address is not listed."))


def page(url: str) -> str:
    """A page of ours, or of another listed origin.

    Raises:
        Refused: `invalid`.
    """
    settings = conf.read(SocialSettings)
    found = targets.allowed(url, targets.origin(settings.callback), settings.redirects)
    if found is None:
        raise Refused(NOT_LISTED)
    return found


def deep_link(url: str) -> str:
    """An address of a native app, exactly as it is listed.

    Raises:
        Refused: `invalid`.
    """
    if url not in conf.read(SocialSettings).deep_links:
        raise Refused(NOT_LISTED)
    return url


def error_page() -> str:
    """Where somebody ends of whom nothing is known."""
    return conf.read(SocialSettings).error_page
