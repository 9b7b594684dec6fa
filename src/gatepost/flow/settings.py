"""Settings and rate limits of logins."""

from datetime import date
from typing import ClassVar, Literal

import msgspec

# Buckets of guesses hold half of the hundred allowed per day: a full bucket empties in a day, so that no 24 hours see
# more than 50 guesses and as many again. Source: NIST SP 800-63B-4, section 3.2.2.
RATES = {
    "mail_known": ("5/60", "30/86400"),
    "mail_reserve": ("1/3600",),
    "mail_reserve_address": ("5/3600",),
    "signup_network": ("20/60",),
    "signup_address": ("5/60", "30/86400"),
    "reset_network": ("20/60",),
    "reset_address": ("5/60", "30/86400"),
    "verification_network": ("30/60",),
    "emails_user": ("10/60",),
    "login_network": ("30/60",),
    "login_failed": ("5/300", "50/86400"),
    "login_failed_known": ("5/300", "50/86400"),
    "login_failed_network": ("10/60",),
    "reauthentication_user": ("10/60",),
    "password_user": ("5/60",),
    "factor_failed": ("5/300", "50/86400"),
    "factor_enrolment": ("5/300", "50/86400"),
}
"""Limits that several entry points share, by the name of the bucket."""


class FlowSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a login and sensitive actions require.

    Args:
        login_seconds: How long a started login may take.
        reauthentication_seconds: For how long a reauthentication, or a login, counts as recent.
        fresh_login_counts: Whether a login within `reauthentication_seconds` counts as a reauthentication. Off by
            default, as in the headless specification; the standalone server sets it.
        reauthentication_for_account: Whether changes of addresses, phone, username and providers, and a first
            password, require recent reauthentication.
        reauthentication_for_factors: Whether changing second factors and viewing recovery codes require it.
        proof_on_every_wire: Whether the actions that the contract of a REST dialect leaves unprotected (changing the
            password without the old one, an address or a username) require a recent login there; the standalone
            server sets it.
        second_factor_for: Who must set up a second factor: `nobody`, `staff` or `everybody`.
        second_factor_groups: Names of Django's groups whose members must set one up, too.
        second_factor_since: The day (UTC) on which that rule began; for older accounts the grace period starts then.
        second_factor_grace_seconds: How long users may sign in without, counted from sign-up or the start of the rule.
        link_seconds: Lifetime of the mailed links of the REST dialects, which name their user.
        factors_beside_unverified: Whether an account may have a second factor and an unverified address at once. Off by
            default: a stranger who signed up with another person's address could lock that person out with a factor.
        trust_browser: Whether a browser may be trusted after a second factor, so that it isn't asked for one again.
    """

    section: ClassVar[str] = "flow"

    login_seconds: int = 900
    reauthentication_seconds: int = 300
    fresh_login_counts: bool = False
    reauthentication_for_account: bool = False
    reauthentication_for_factors: bool = True
    proof_on_every_wire: bool = False
    second_factor_for: Literal["nobody", "staff", "everybody"] = "nobody"
    second_factor_groups: tuple[str, ...] = ()
    second_factor_since: date | None = None
    second_factor_grace_seconds: int = 0
    link_seconds: int = 3 * 86400
    factors_beside_unverified: bool = False
    trust_browser: bool = False
