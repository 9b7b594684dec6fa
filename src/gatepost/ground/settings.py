"""Settings of the ground: limits, outbox, links."""

from typing import ClassVar

import msgspec

RATES = {
    "login_network": ("30/60",),
    "login_failed": ("5/300", "100/86400"),
    "login_failed_known": ("5/300", "100/86400"),
    "signup_network": ("20/60",),
    "signup_address": ("5/60", "30/86400"),
    "reset_network": ("20/60",),
    "reset_address": ("5/60", "30/86400"),
    "code_network": ("20/60",),
    "code_address": ("3/60", "15/86400"),
    "verification_address": ("1/180",),
    "verification_network": ("30/60",),
    "emails_user": ("10/60",),
    "phone_user": ("5/60",),
    "reauthentication_user": ("10/60",),
    "password_user": ("5/60",),
    "factor_failed": ("5/300", "100/86400"),
    "factor_enrolment": ("10/60", "100/86400"),
    "provider_network": ("60/60",),
    "alarm": ("1/3600",),
}


class LimitsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often something may be tried.

    Args:
        enabled: Off only where something before the application limits.
        network_factor: Multiplies the limits by network, for places where many share an address.
        rates: `count/seconds` per bucket name; replaces the defaults of the names it holds.
        redis_url: A Redis or Valkey that counts instead of the database, which stands in while it is away.
    """

    section: ClassVar[str] = "limits"

    enabled: bool = True
    network_factor: int = 1
    rates: dict[str, tuple[str, ...]] = {}
    redis_url: str = ""


class OutboxSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How mails and SMS leave.

    Args:
        delivery: `thread`: sent by a thread of the process after commit; `worker`: by `gatepost worker`;
            `immediate`: in the request, after commit (tests).
        sms: `console`, `inbox` or `twilio`.
        sms_from: The sender's number.
        from_name: Signs the mails.
        attempts: Tries before a message is given up.
    """

    section: ClassVar[str] = "outbox"

    delivery: str = "thread"
    sms: str = "console"
    sms_from: str = ""
    from_name: str = "gatepost"
    attempts: int = 10


class LinksSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where mailed links lead; `{key}` is replaced. Nothing is ever built from a request's host.

    Args:
        verify_email: The page that confirms an address.
        reset_password: The page that sets a new password.
        login: The page that completes a login by link.
        signup: The sign-up page, for addresses without an account.
        request_reset: The page that starts a password reset, for sign-ups with a known address.
    """

    section: ClassVar[str] = "links"

    verify_email: str = "http://127.0.0.1:8000/account/verify-email/{key}"
    reset_password: str = "http://127.0.0.1:8000/account/password/reset/key/{key}"  # noqa: S105
    login: str = "http://127.0.0.1:8000/account/login/code/{key}"
    signup: str = "http://127.0.0.1:8000/account/signup"
    request_reset: str = "http://127.0.0.1:8000/account/password/reset"
