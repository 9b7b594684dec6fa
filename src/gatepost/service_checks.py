"""Checks of how Redis and the mail server are to be used. Nothing is connected."""

from django.conf import settings
from django.core.checks import CheckMessage, Error

from gatepost import conf
from gatepost.features.email.settings import EmailSettings
from gatepost.ground import redis_limits, sending
from gatepost.ground.settings import LimitsSettings


def messages() -> list[CheckMessage]:
    """Settings under which every login would fail, or mail would be accepted that can't be sent."""
    return [*_redis(), *_mail()]


def _redis() -> list[CheckMessage]:
    url = conf.read(LimitsSettings).redis_url
    if not url:
        return []
    try:
        redis_limits.check_url(url)
    except ImportError:
        text, hint = "limits.redis_url is set, but the library for it is missing", "pip install 'gatepost[redis]'"
    except ValueError as error:
        text, hint = f"limits.redis_url can't be used: {error}", "For one server: redis://host:6379/0"
    else:
        return []
    return [Error(text, hint=hint, id="gatepost.E090")]


def _mail() -> list[CheckMessage]:
    """Non-ASCII mailboxes would be accepted although no mail can be sent to them."""
    try:
        backend = sending.backend()
    except ImportError:
        return []  # Django says so at the first mail
    if not conf.read(EmailSettings).smtputf8 or not sending.misaddresses(backend):
        return []
    return [
        Error(
            f"email.smtputf8 is on, but EMAIL_BACKEND is {settings.EMAIL_BACKEND!r}, which can't address non-ASCII"
            " mailboxes: users sign up with them and get no mail",
            hint='EMAIL_BACKEND = "gatepost.ground.smtp.EmailBackend", or turn email.smtputf8 off',
            id="gatepost.E019",
        )
    ]
