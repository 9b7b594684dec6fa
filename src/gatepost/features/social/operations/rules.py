"""How an API treats identities that are connected to no account yet."""

import msgspec

from gatepost.features.social.operations.pipeline import Verdict


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What one API allows, where the settings leave it open.

    Args:
        links: A `Verdict` that replaces the one of the settings if another account has the address.
        takes_over: Whether the person who verified an address gets an account that never verified it.
        allow_shared_email: Whether to create a separate account, without a claim to the address, if it is taken.
        asks: The required fields of this API's own sign-up, which replace those of `accounts.signup_fields`.
        needs: Names that a new account must have in addition.
    """

    links: Verdict | None = None
    takes_over: bool = True
    allow_shared_email: bool = False
    asks: tuple[str, ...] | None = None
    needs: tuple[str, ...] = ()
