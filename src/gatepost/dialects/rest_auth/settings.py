"""Settings of the dj-rest-auth dialect."""

from typing import ClassVar, Literal

import msgspec

from gatepost.tokens.opaque import Plan

PREFIX = "http://127.0.0.1:8000/api/v1/dj-rest-auth"


class RestAuthSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What clients of dj-rest-auth expect; its settings of the same names stand in the old project's `REST_AUTH`.

    Args:
        token: Whether a login gives a key (`TOKEN_MODEL`).
        one_token_per_user: Each login gives the same key until it is ended, and one logout ends it everywhere; else
            each login gives a fresh one and a logout ends the one that it shows.
        token_seconds: Life of a key; without end if absent.
        token_idle_seconds: A key unused for so long ends; never if null.
        session_login: Whether a login opens a browser's session too, and a logout ends it.
        use_jwt: A pair of signed tokens in the place of the key.
        jwt_auth_cookie: Name of the cookie for the access token; none if empty.
        jwt_auth_refresh_cookie: Name of the cookie for the refresh token; none if empty.
        jwt_auth_refresh_cookie_path: Where the browser sends that one.
        jwt_auth_httponly: Whether scripts can't read the cookies; the refresh token is kept out of bodies then.
        jwt_auth_secure: Whether the cookies go over HTTPS only.
        jwt_auth_samesite: `Lax`, `Strict` or `None`.
        jwt_auth_cookie_domain: With which hosts the cookies are shared; none if empty.
        jwt_auth_return_expiration: Whether a login tells when its tokens end.
        jwt_auth_cookie_use_csrf: Whether CSRF rules hold where the access token came by cookie.
        jwt_auth_cookie_enforce_csrf_on_unauthenticated: Whether they hold without a cookie too.
        logout_needs_refresh: Whether a logout in JWT mode that brings no good refresh token is refused, as the old
            package with its blacklist did; else whichever token is there ends its login.
        login_methods: By what a login finds its user: `username`, `email` or both.
        signup_fields: Fields of a registration; a trailing `*` makes one required. `username`, `email`, and names that
            are declared in `accounts.extra_fields`.
        unique_email: Whether an address belongs to one user alone.
        old_password_field_enabled: Whether a change of the password asks for the present one.
        logout_on_password_change: Whether a change of the password ends the present session too.
        logout_on_get: Whether `GET logout/` works.
        serializers: Replaceable forms, name to dotted path: `login`, `register`, `user_details`, `password_change`,
            `password_reset`, `password_reset_confirm`, `token`, `jwt`.
        register_permission_classes: Who may register, as dotted paths; everybody if empty.
        confirm_email_url: The link of a confirmation mail; `{key}` is replaced.
        password_reset_confirm_url: The link of a reset mail; `{uid36}` and `{token}` are replaced.
    """

    section: ClassVar[str] = "rest_auth"

    token: bool = True
    one_token_per_user: bool = False
    token_seconds: int | None = None
    token_idle_seconds: int | None = 90 * 86400
    session_login: bool = True
    use_jwt: bool = False
    jwt_auth_cookie: str = ""
    jwt_auth_refresh_cookie: str = ""
    jwt_auth_refresh_cookie_path: str = "/"
    jwt_auth_httponly: bool = True
    jwt_auth_secure: bool = False
    jwt_auth_samesite: Literal["Lax", "Strict", "None"] = "Lax"
    jwt_auth_cookie_domain: str = ""
    jwt_auth_return_expiration: bool = False
    jwt_auth_cookie_use_csrf: bool = True
    jwt_auth_cookie_enforce_csrf_on_unauthenticated: bool = False
    logout_needs_refresh: bool = False
    login_methods: tuple[Literal["username", "email"], ...] = ("username",)
    signup_fields: tuple[str, ...] = ("username*", "email")
    unique_email: bool = True
    old_password_field_enabled: bool = False
    logout_on_password_change: bool = False
    logout_on_get: bool = False
    serializers: dict[str, str] = {}
    register_permission_classes: tuple[str, ...] = ()
    confirm_email_url: str = f"{PREFIX}/registration/account-confirm-email/{{key}}/"
    password_reset_confirm_url: str = f"{PREFIX}/password/reset/confirm/{{uid36}}/{{token}}/"

    def plan(self) -> Plan:
        """What a login with a key opens."""
        return Plan(single=self.one_token_per_user, seconds=self.token_seconds, idle_seconds=self.token_idle_seconds)

    def links(self) -> dict[str, str]:
        """Templates of the links in mails, by the names of the `links` settings."""
        return {"verify_email": self.confirm_email_url, "reset_password": self.password_reset_confirm_url}
