"""Addresses of this wire; include them below `/api/`."""

from django.urls import path

from gatepost.dialects.cookie import acts, social
from gatepost.dialects.cookie.door import Door, view
from gatepost.dialects.cookie.reading import Field
from gatepost.flow.outcome import Done

EMAIL = Field("email", "email")
PASSWORD = Field("password", "password")
VERIFICATION_SENT = "Verification email sent"
RESET_SENT = "Password reset email sent"

DOORS: dict[str, Door] = {
    "login-set-cookie/": Door(verb="GET", act=lambda call: Done(), detail="CSRF cookie set", csrf=True),  # noqa: ARG005
    "login/": Door(verb="POST", act=acts.log_user_in, fields=(EMAIL, PASSWORD), limit="login_network"),
    "logout/": Door(verb="POST", act=acts.log_out),
    "session/": Door(verb="GET", act=acts.session),
    "whoami/": Door(verb="GET", act=acts.whoami, login=True),
    "signup/": Door(
        verb="POST",
        act=acts.sign_user_up,
        fields=(EMAIL, PASSWORD),
        limit="signup_network",
        status=202,
        detail=VERIFICATION_SENT,
    ),
    "signup/verify/": Door(verb="POST", act=acts.verify_address, fields=(Field("key"),), limit="verification_network"),
    "signup/resend/": Door(verb="POST", act=acts.mail_again, fields=(EMAIL,), status=202, detail=VERIFICATION_SENT),
    "password-reset/": Door(verb="POST", act=acts.ask_for_reset, fields=(EMAIL,), status=202, detail=RESET_SENT),
    "password-reset/confirm/": Door(
        verb="POST", act=acts.reset, fields=(Field("uid"), Field("token"), PASSWORD), limit="verification_network"
    ),
    "password-change/": Door(
        verb="POST",
        act=acts.change_password,
        fields=(Field("new_password", "password"), Field("old_password", "password", acts.has_password)),
        login=True,
    ),
    "social/<str:provider>/start/": Door(verb="GET", act=social.start, words=social.WORDS),
    "social/<str:provider>/": Door(verb="GET", act=social.come_back, limit="provider_network", words=social.WORDS),
    "social/<str:provider>/disconnect/": Door(verb="POST", act=social.disconnect, login=True, words=social.WORDS),
}

NAMES = {"password-reset/confirm/": "gatepost-cookie-reset"}
"""The web app asks for it by this name."""

urlpatterns = [path(where, view(door), name=NAMES.get(where)) for where, door in DOORS.items()]
