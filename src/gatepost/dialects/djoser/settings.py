"""Settings of the djoser dialect."""

from typing import ClassVar, Literal

import msgspec

from gatepost.tokens.opaque import Plan

Permit = Literal[
    "activation",
    "password_reset",
    "password_reset_confirm",
    "set_password",
    "set_username",
    "token_create",
    "token_destroy",
    "user",
    "user_create",
    "user_delete",
    "user_list",
    "username_reset",
    "username_reset_confirm",
]


class DjoserSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Accounts and tokens as clients of djoser know them.

    Mails about changes are `accounts.notifications`; whether a new password ends logins is `password.logout_on_change`
    and `tokens.end_on_password_change`; how long links work is `flow.link_seconds`.

    Args:
        activation_url: The page that activates an account; `{uid}` and `{token}` are replaced in each of the three.
        password_reset_confirm_url: The page that sets a new password.
        username_reset_confirm_url: The page that sets a new user name.
        send_activation_email: Whether an account is closed until its address is proved by a mailed link.
        user_create_password_retype: Whether sign-up asks for the password twice (`re_password`).
        set_password_retype: Whether a change asks for the new password twice (`re_new_password`).
        password_reset_confirm_retype: Whether a reset does.
        set_username_retype: Whether a change asks for the new user name twice (`re_new_username`).
        username_reset_confirm_retype: Whether a reset does.
        show_email_not_found: Whether the three operations that mail a link tell that nobody has an address.
        hide_users: Whether users see nobody but themselves; staff see everybody.
        create_session_on_login: Whether `token/login/` opens a browser's session too.
        one_token_per_user: Each login gives the same token until it is ended, and one logout ends it everywhere; else
            each login gives a fresh one and a logout ends the one that it shows.
        token_seconds: Life of a token; without end if absent.
        token_idle_seconds: A token unused for so long ends; never if null.
        social_auth_allowed_redirect_uris: Pages that a provider may send people to, exactly as they are listed there.
        serializers: Names of forms (`user`, `current_user`, `user_create`) to dotted paths of those that stand in for
            ours; what they hold beyond name, address and password goes to columns of the user model.
        permissions: Names of acts (`user_create`, `user_list` …) to dotted paths of REST framework permission classes
            that must agree, too.
    """

    section: ClassVar[str] = "djoser"

    activation_url: str = "http://127.0.0.1:8000/account/activate/{uid}/{token}"
    password_reset_confirm_url: str = "http://127.0.0.1:8000/account/password/reset/{uid}/{token}"  # noqa: S105
    username_reset_confirm_url: str = "http://127.0.0.1:8000/account/username/reset/{uid}/{token}"
    send_activation_email: bool = False
    user_create_password_retype: bool = False
    set_password_retype: bool = False
    password_reset_confirm_retype: bool = False
    set_username_retype: bool = False
    username_reset_confirm_retype: bool = False
    show_email_not_found: bool = False
    hide_users: bool = True
    create_session_on_login: bool = False
    one_token_per_user: bool = False
    token_seconds: int | None = None
    token_idle_seconds: int | None = 90 * 86400
    social_auth_allowed_redirect_uris: tuple[str, ...] = ()
    serializers: dict[str, str] = {}
    permissions: dict[Permit, tuple[str, ...]] = {}

    def links(self) -> dict[str, str]:
        """Templates of mailed links, by what they are for."""
        return {
            "activate": self.activation_url,
            "reset_password": self.password_reset_confirm_url,
            "reset_username": self.username_reset_confirm_url,
        }

    def plan(self) -> Plan:
        """What a login opens."""
        return Plan(single=self.one_token_per_user, seconds=self.token_seconds, idle_seconds=self.token_idle_seconds)
