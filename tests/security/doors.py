"""Every address and every authentication class of the package that takes a credential, by what it takes.

`password`: a name and a password. `again`: the password of somebody who is logged in. `secret`: something mailed, used
up once. `factor`: a code of an app, a key, a passkey. `token`: something that an earlier login gave. `provider`: what
another site says. `nothing`: no credential of its own.
"""

from tests.users import LOGIN_FIELD

ADDRESSES = {
    "headless": {
        "password": "auth/login",
        "again": "account account/password/change auth/reauthenticate",
        "secret": "auth/code/confirm auth/email/verify auth/password/reset auth/phone/verify",
        "factor": "auth/2fa/authenticate auth/2fa/reauthenticate auth/webauthn/authenticate auth/webauthn/login "
        "auth/webauthn/reauthenticate",
        "token": "tokens/refresh tokens/cookies auth/session",
        "provider": "auth/provider/callback auth/provider/exchange auth/provider/token",
        "nothing": "config auth/authorization auth/logout auth/device auth/device/answer account/apps "
        "account/authenticators account/authenticators/recovery-codes account/authenticators/totp "
        "account/authenticators/totp/qr account/authenticators/webauthn account/authenticators/webauthn/factor "
        "account/authenticators/webauthn/upgrade account/email account/keys account/language "
        "account/logins account/logins/all account/passkeys account/phone account/profile "
        "account/providers account/trusted_browsers auth/2fa/release auth/2fa/trust auth/code/request auth/code/resend "
        "auth/email/verify/resend auth/password/request auth/phone/verify/resend auth/provider/signup "
        "auth/provider/start auth/sessions auth/signup auth/webauthn/options auth/webauthn/signup",
    },
    "dialects.authtoken.urls": {"password": "api-token-auth/", "nothing": "api/whoami/ api/token-logout/ api/logout/"},
    "dialects.authtoken.page_urls": {"password": "login/", "nothing": "logout/"},
    "dialects.simple_jwt.urls": {
        "password": " sliding/",
        "token": "refresh/ verify/ blacklist/ sliding/refresh/",
    },
    "dialects.knox.urls": {"password": "login/", "nothing": "logout/ logoutall/ tokens/ tokens/<number>/"},
    "dialects.rest_auth.urls": {
        "password": "login/",
        "again": "password/change/",
        "secret": "password/reset/confirm/ registration/verify-email/ registration/account-confirm-email/<key>/ "
        "password/reset/confirm/<uid>/<token>/",
        "factor": "mfa/verify/",
        "token": "token/refresh/ token/verify/",
        "provider": "<provider>/ <provider>/connect/",
        "nothing": "logout/ user/ password/reset/ registration/ registration/resend-email/ socialaccounts/ "
        "mfa/status/ mfa/totp/activate/ mfa/totp/deactivate/ mfa/recovery-codes/ mfa/recovery-codes/regenerate/ "
        "socialaccounts/<number>/disconnect/",
    },
    "dialects.djoser.urls": {
        "password": "token/login/ jwt/create/",
        "again": f"users/set_password/ users/set_{LOGIN_FIELD}/ users/me/ users/<pk>/",
        "secret": f"users/activation/ users/reset_password_confirm/ users/reset_{LOGIN_FIELD}_confirm/",
        "token": "jwt/refresh/ jwt/verify/",
        "provider": "o/<provider>/",
        "nothing": f" users/ users/resend_activation/ users/reset_password/ users/reset_{LOGIN_FIELD}/ token/logout/",
    },
    "dialects.cookie.urls": {
        "password": "login/",
        "again": "password-change/",
        "secret": "signup/verify/ password-reset/confirm/",
        "provider": "social/<provider>/",
        "nothing": "login-set-cookie/ logout/ session/ whoami/ signup/ signup/resend/ password-reset/ "
        "social/<provider>/start/ social/<provider>/disconnect/",
    },
    "dialects.oauth.urls": {
        "secret": "token par device",
        "token": "userinfo introspect revoke register",
        "nothing": "authorize form-post end-session .well-known/openid-configuration",
    },
    "dialects.oauth.toolkit_urls": {
        "secret": "token/ par/ device-authorization/",
        "token": "userinfo/ introspect/ revoke_token/ register/",
        "nothing": "authorize/ form-post/ logout/ .well-known/openid-configuration .well-known/openid-configuration/ "
        ".well-known/oauth-authorization-server",
    },
    "dialects.oauth.allauth_urls": {
        "secret": "identity/o/api/token identity/o/api/par identity/o/api/device/code",
        "token": "identity/o/api/userinfo identity/o/api/introspect identity/o/api/revoke identity/o/api/clients",
        "nothing": "identity/o/authorize identity/o/form-post identity/o/logout identity/o/device",
    },
    "server.urls": {
        "password": "admin/",
        "token": "auth/verify",
        "nothing": "dev/inbox dev/inbox.json dev/mails dev/mails.json dev/doctor "
        "verify-email/<key> reset/<uid>/<token> auth/<provider>/callback",
    },
}
"""Module below `gatepost` to kind to addresses."""

CLASSES = {
    "accounts.backend.Backend": "password",
    "integrations.drf.authentication.BasicAuthentication": "password",
    "integrations.ninja.BasicAuth": "password",
    "dialects.authtoken.authentication.TokenAuthentication": "token",
    "dialects.knox.authentication.KnoxAuthentication": "token",
    "dialects.simple_jwt.authentication.JWTAuthentication": "token",
    "dialects.rest_auth.authentication.JWTCookieAuthentication": "token",
    "integrations.drf.authentication.AccessTokenAuthentication": "token",
    "integrations.drf.authentication.KeyAuthentication": "token",
    "integrations.drf.authentication.OAuthAuthentication": "token",
    "integrations.drf.authentication.SessionAuthentication": "token",
    "integrations.drf.authentication.SessionTokenAuthentication": "token",
    "integrations.ninja.AccessTokenAuth": "token",
    "integrations.ninja.KeyAuth": "token",
    "integrations.ninja.SessionAuth": "token",
    "integrations.ninja.SessionTokenAuth": "token",
}
"""Authentication classes and backends to what they take."""

HASHING = {
    "features/password/hashing.py",
    "features/password/operations/current.py",
    "features/password/operations/first_login.py",  # within an attempt that log_in.py counted
    "features/password/operations/log_in.py",
    "features/provider/operations/moved_secrets.py",  # secrets of clients, counted there
}
"""The only files that compare a password with a hash."""
