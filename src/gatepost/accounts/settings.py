"""Settings of the accounts room."""

from typing import ClassVar, Literal

import msgspec


class AccountsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who can be known by what.

    Args:
        login_methods: What a password login accepts: `email`, `username`, `phone`.
        signup_fields: Sign-up fields in order; a trailing `*` makes one required. Besides `email`,
            `username`, `phone` and `password`, every name declared in `extra_fields`.
        extra_fields: Declared further sign-up fields; each name is a field of the user model.
        signup_open: Whether strangers may sign up.
        prevent_enumeration: `true`: answers do not tell who exists where the address must be verified;
            `"strict"`: nowhere; `false`: errors are plain.
        email_verification: `mandatory` (before a login), `optional` (a mail is sent) or `none`.
        notifications: Whether users get mails about changes of password, addresses and phone.
        max_emails: How many addresses a user may have; unlimited if absent.
        deletion: Whether users may delete their accounts through the API.
    """

    section: ClassVar[str] = "accounts"

    login_methods: tuple[str, ...] = ("email", "username")
    signup_fields: tuple[str, ...] = ("email*", "username*", "password*")
    extra_fields: dict[str, "ExtraField"] = {}
    signup_open: bool = True
    prevent_enumeration: bool | Literal["strict"] = True
    email_verification: Literal["mandatory", "optional", "none"] = "optional"
    notifications: bool = False
    max_emails: int | None = None
    deletion: bool = False


class ExtraField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A declared sign-up field: it drives validation, storage and the API's description.

    Args:
        max_length: Longest text, in characters.
        choices: The only accepted values, if given.
        description: A sentence for the API's description.
    """

    max_length: int = 150
    choices: tuple[str, ...] = ()
    description: str = ""
