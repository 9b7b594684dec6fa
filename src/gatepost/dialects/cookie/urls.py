"""URLs of this dialect; include them below `/api/`."""

from django.urls import path

from gatepost.dialects.cookie import handlers, social
from gatepost.dialects.cookie.endpoint import CookieEndpoint, view
from gatepost.dialects.cookie.reading import Field
from gatepost.flow.outcome import Done

EMAIL = Field("email", "email")
KNOWN_EMAIL = Field("email", "known_email")
PASSWORD = Field("password", "password")
NEW_PASSWORD = Field("password", "new_password")
VERIFICATION_SENT = "Verification email sent"
RESET_SENT = "Password reset email sent"

ENDPOINTS: dict[str, CookieEndpoint] = {
    "login-set-cookie/": CookieEndpoint(verb="GET", handler=lambda call: Done(), detail="CSRF cookie set", csrf=True),  # noqa: ARG005
    "login/": CookieEndpoint(
        verb="POST",
        handler=handlers.log_user_in,
        fields=(KNOWN_EMAIL, PASSWORD),
        limit="login_network",
        counts_with_operation=True,
    ),
    "logout/": CookieEndpoint(verb="POST", handler=handlers.log_out),
    "session/": CookieEndpoint(verb="GET", handler=handlers.session),
    "whoami/": CookieEndpoint(verb="GET", handler=handlers.whoami, login=True),
    "signup/": CookieEndpoint(
        verb="POST",
        handler=handlers.sign_user_up,
        fields=(Field("email", "new_email"), NEW_PASSWORD),
        limit="signup_network",
        status=202,
        detail=VERIFICATION_SENT,
    ),
    "signup/verify/": CookieEndpoint(
        verb="POST", handler=handlers.verify_address, fields=(Field("key"),), limit="verification_network"
    ),
    "signup/resend/": CookieEndpoint(
        verb="POST", handler=handlers.resend_verification, fields=(KNOWN_EMAIL,), status=202, detail=VERIFICATION_SENT
    ),
    "password-reset/": CookieEndpoint(
        verb="POST", handler=handlers.request_reset, fields=(KNOWN_EMAIL,), status=202, detail=RESET_SENT
    ),
    "password-reset/confirm/": CookieEndpoint(
        verb="POST",
        handler=handlers.reset,
        fields=(Field("uid"), Field("token"), NEW_PASSWORD),
        limit="verification_network",
    ),
    "password-change/": CookieEndpoint(
        verb="POST",
        handler=handlers.change_password,
        fields=(Field("new_password", "new_password"), Field("old_password", "password", handlers.has_password)),
        login=True,
    ),
    "social/<str:provider>/start/": CookieEndpoint(verb="GET", handler=social.start, words=social.WORDS),
    "social/<str:provider>/": CookieEndpoint(
        verb="GET", posted=True, in_query=True, handler=social.come_back, limit="provider_network", words=social.WORDS
    ),
    "social/<str:provider>/disconnect/": CookieEndpoint(
        verb="POST", handler=social.disconnect, login=True, words=social.WORDS
    ),
}

NAMES = {
    "password-reset/confirm/": "gatepost-cookie-reset",
    "social/<str:provider>/": "gatepost-cookie-social",
}
"""Names by which the web app finds its URLs."""

urlpatterns = [path(where, view(endpoint), name=NAMES.get(where)) for where, endpoint in ENDPOINTS.items()]
