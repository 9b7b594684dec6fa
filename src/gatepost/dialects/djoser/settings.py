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
    """Accounts and tokens for clients of djoser.

    Mails about changes depend on `accounts.notifications`, mails about logins on `accounts.login_notifications`;
    `password.logout_on_change` and `tokens.end_on_password_change` decide whether a new password revokes logins. The
    lifetime of links is `flow.link_seconds`.

    Args:
        activation_url: The page that activates an account; in all three, `{uid}` and `{token}` are replaced, and paths
            are relative to `public_url`.
        password_reset_confirm_url: The page that sets a new password.
        username_reset_confirm_url: The page that sets a new username.
        send_activation_email: Whether an account stays inactive until its address is verified by a mailed link.
        user_create_password_retype: Whether a sign-up must repeat the password (`re_password`).
        set_password_retype: Whether a change must repeat the new password (`re_new_password`).
        password_reset_confirm_retype: Whether a reset must.
        set_username_retype: Whether a change must repeat the new username (`re_new_username`).
        username_reset_confirm_retype: Whether a reset must.
        show_email_not_found: Whether the three operations that mail a link reveal that no account has the address.
        hide_users: Whether users can only see themselves; staff can see all users.
        login_field: The field of `token/login/` with the name, `username` or `email`; that of the user model's
            `USERNAME_FIELD` if empty. A name of this kind takes precedence, in `jwt/create/` too.
        create_session_on_login: Whether `token/login/` opens a browser session too.
        one_token_per_user: Whether each login returns the same token until it is revoked, and a logout revokes it
            everywhere; otherwise each login returns a new token, and a logout revokes the one it was sent with.
        token_seconds: Lifetime of a token; unlimited if absent.
        token_idle_seconds: How long a token stays valid unused; unlimited if null.
        social_auth_allowed_redirect_uris: Pages to which a provider may redirect, exactly as registered there.
        serializers: Dotted paths of serializers that replace ours, by name (`user`, `current_user`, `user_create`);
            fields other than name, address and password are stored in columns of the user model.
        permissions: Dotted paths of additional REST framework permission classes, by operation (`user_create`,
            `user_list` …).
    """

    section: ClassVar[str] = "djoser"
    addresses: ClassVar[tuple[str, ...]] = (
        "activation_url",
        "password_reset_confirm_url",
        "username_reset_confirm_url",
    )

    activation_url: str = "/account/activate/{uid}/{token}"
    password_reset_confirm_url: str = "/account/password/reset/{uid}/{token}"  # noqa: S105
    username_reset_confirm_url: str = "/account/username/reset/{uid}/{token}"
    send_activation_email: bool = False
    user_create_password_retype: bool = False
    set_password_retype: bool = False
    password_reset_confirm_retype: bool = False
    set_username_retype: bool = False
    username_reset_confirm_retype: bool = False
    show_email_not_found: bool = False
    hide_users: bool = True
    login_field: Literal["", "username", "email"] = ""
    create_session_on_login: bool = False
    one_token_per_user: bool = False
    token_seconds: int | None = None
    token_idle_seconds: int | None = 90 * 86400
    social_auth_allowed_redirect_uris: tuple[str, ...] = ()
    serializers: dict[str, str] = {}
    permissions: dict[Permit, tuple[str, ...]] = {}

    def links(self) -> dict[str, str]:
        """Templates of mailed links, by purpose."""
        return {
            "activate": self.activation_url,
            "reset_password": self.password_reset_confirm_url,
            "reset_username": self.username_reset_confirm_url,
        }

    def plan(self) -> Plan:
        """The token that a login issues."""
        return Plan(single=self.one_token_per_user, seconds=self.token_seconds, idle_seconds=self.token_idle_seconds)
