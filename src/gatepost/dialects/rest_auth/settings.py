"""Settings of the dj-rest-auth dialect."""

from typing import ClassVar, Literal

import msgspec

from gatepost.tokens.opaque import Plan

PREFIX = "/api/v1/dj-rest-auth"


class RestAuthSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The API of dj-rest-auth; most settings have the names of those in its `REST_AUTH`.

    Args:
        token: Whether a login returns a key (`TOKEN_MODEL`).
        one_token_per_user: Whether each login returns the same key until it is revoked, and a logout revokes it
            everywhere; otherwise each login returns a new key, and a logout revokes the one it was sent with.
        token_seconds: Lifetime of a key; unlimited if absent.
        token_idle_seconds: How long a key stays valid unused; unlimited if null.
        session_login: Whether a login opens a browser session too, and a logout revokes it.
        use_jwt: Whether a login returns a pair of signed tokens instead of a key.
        jwt_auth_cookie: Name of the cookie for the access token; none if empty.
        jwt_auth_refresh_cookie: Name of the cookie for the refresh token; none if empty.
        jwt_auth_refresh_cookie_path: Path of the refresh token's cookie.
        jwt_auth_httponly: Whether the cookies are `HttpOnly`; response bodies then omit the refresh token.
        jwt_auth_secure: Whether the cookies are sent over HTTPS only.
        jwt_auth_samesite: `Lax`, `Strict` or `None`.
        jwt_auth_cookie_domain: Domain of the cookies; only the own host if empty.
        jwt_auth_return_expiration: Whether a login returns the expiry times of its tokens.
        jwt_auth_cookie_use_csrf: Whether to check CSRF if the access token, or for `token/refresh/` the refresh token,
            was sent as a cookie.
        jwt_auth_cookie_enforce_csrf_on_unauthenticated: Whether to check CSRF without a cookie too.
        logout_needs_refresh: Whether a logout in JWT mode is refused without a valid refresh token, as by dj-rest-auth
            with simplejwt's blacklist; otherwise any of its tokens revokes the login.
        login_methods: How a login identifies its user: by `username`, `email` or both.
        signup_fields: Fields of a registration: `username`, `email`, and names declared in `accounts.extra_fields`; a
            trailing `*` makes a field required.
        unique_email: Whether an address can belong to only one user.
        old_password_field_enabled: Whether a password change requires the current password.
        logout_on_password_change: Whether a password change revokes the current session too.
        logout_on_get: Whether `GET logout/` is allowed.
        serializers: Dotted paths of serializers that replace ours, by name: `login`, `register`, `user_details`,
            `password_change`, `password_reset`, `password_reset_confirm`, `token`, `jwt`.
        register_permission_classes: Dotted paths of the permission classes of a registration; anyone may register if
            empty.
        confirm_email_url: The link in a verification mail, or its path below `public_url`; `{key}` is replaced.
        password_reset_confirm_url: The link in a reset mail, or its path below `public_url`; `{uid36}` and `{token}`
            are replaced.
    """

    section: ClassVar[str] = "rest_auth"
    addresses: ClassVar[tuple[str, ...]] = ("confirm_email_url", "password_reset_confirm_url")

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
        """The key that a login issues."""
        return Plan(single=self.one_token_per_user, seconds=self.token_seconds, idle_seconds=self.token_idle_seconds)

    def links(self) -> dict[str, str]:
        """Templates of the links in mails, by the names of the `links` settings."""
        return {"verify_email": self.confirm_email_url, "reset_password": self.password_reset_confirm_url}
