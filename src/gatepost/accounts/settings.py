"""Settings of accounts and sign-up."""

from typing import Annotated, ClassVar, Literal

import msgspec

from gatepost.accounts import columns


class AccountsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Accounts, their names and sign-up.

    Args:
        local: Whether users can sign up and log in without an external provider: by passwords, mailed codes and
            passkeys, with the addresses and numbers that these need. Off, the native API has none of their operations,
            and `email_verification` must be `none`; other APIs keep theirs where they are mounted.
        login_methods: The names that a password login accepts: `email`, `username`, `phone`. The default omits
            `username` if the user model has none, and includes `phone` if it is the model's `USERNAME_FIELD`.
        signup_fields: Sign-up fields in order; a trailing `*` makes one required. Besides `email`,
            `username`, `phone` and `password`, every name declared in `extra_fields`. The default depends on the user
            model like that of `login_methods`.
        extra_fields: Additional sign-up fields by name. Each is a column of the user model, whose type and validators
            apply; columns that decide what a user may do, such as `is_staff`, can't be declared.
        refuse_unknown_fields: Whether the native API refuses a sign-up with a field that is not in `signup_fields`.
            Off, the field is ignored, as in the headless specification. The other APIs always ignore it.
        profile_fields: Columns of the user model that users may change in their profile, in order. By default the
            person's names, as far as the user model has them (`first_name`, `last_name`, `full_name`, …), and all
            `extra_fields`. Addresses, numbers, username and password have operations of their own.
        user_fields: Columns of the user model that the native API returns to their user, in `data.user`, in addition
            to its standard fields.
        signup_open: Whether visitors may sign up.
        prevent_enumeration: `true`: responses don't reveal which accounts exist where addresses must be verified;
            `"strict"`: nor anywhere else; `false`: errors name taken names.
        email_verification: `mandatory` (before a login), `optional` (a mail is sent) or `none`.
        notifications: Whether users get mails about changes: password, username, addresses, phone, factors, keys.
        login_notifications: Whether users get mails about logins from new devices.
        max_emails: How many addresses a user may have; unlimited if absent.
        adopt_new: Whether accounts created by the project's own code need no verification. Accounts that existed before
            gatepost, superusers, and accounts created in the admin or on the command line never need one.
        released_username_days: For how many days a username that was given up, or whose account was deleted, stays
            reserved; 0 frees it immediately. Names that the project writes to the user model are not refused.
        deletion: Whether users may delete their accounts through the API.
    """

    section: ClassVar[str] = "accounts"

    local: bool = True
    login_methods: tuple[str, ...] = ("email", "username")
    signup_fields: tuple[str, ...] = ("email*", "username*", "password*")
    extra_fields: dict[str, "ExtraField"] = {}
    refuse_unknown_fields: bool = True
    profile_fields: tuple[str, ...] | None = None
    user_fields: tuple[str, ...] = ()
    signup_open: bool = True
    prevent_enumeration: bool | Literal["strict"] = True
    email_verification: Literal["mandatory", "optional", "none"] = "optional"
    notifications: bool = False
    login_notifications: bool = False
    max_emails: int | None = None
    adopt_new: bool = False
    released_username_days: int = 90
    deletion: bool = False

    @staticmethod
    def derived() -> dict[str, tuple[str, ...]]:
        """Defaults that depend on the user model."""
        kinds = columns.by_kind()
        named = tuple(kind for kind in ("username",) if kind in kinds)
        numbered = tuple(kind for kind in ("phone",) if kind in kinds)
        asked = (*(f"{kind}*" for kind in numbered), "email" if numbered else "email*", *(f"{kind}*" for kind in named))
        return {"login_methods": ("email", *named, *numbered), "signup_fields": (*asked, "password*")}


class ExtraField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A declared sign-up field: it drives validation, storage and the API's description.

    Args:
        max_length: Maximum length, in characters.
        choices: The accepted values, as text; any if empty.
        description: A sentence for the OpenAPI document.
        label: What forms call the field; by default, the description at sign-up, and the column's `verbose_name` in the
            profile.
    """

    max_length: Annotated[int, msgspec.Meta(ge=1)] = 150
    choices: tuple[str, ...] = ()
    description: str = ""
    label: str = ""
