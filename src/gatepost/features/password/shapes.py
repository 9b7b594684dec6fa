"""Shapes of the answers about passwords."""

from typing import Literal

import msgspec

from gatepost.api.shapes import AuthenticatedData, Meta, NamedUser, PendingFlow


class LoginFlow(msgspec.Struct, tag_field="id", tag="login"):
    """Log in with a password."""


class SignupFlow(msgspec.Struct, tag_field="id", tag="signup"):
    """Sign up."""


class PasswordResetByCodeFlow(PendingFlow, tag="password_reset_by_code"):
    """Reset the password with a code; pending once one was sent."""


class ReauthenticateFlow(msgspec.Struct, tag_field="id", tag="reauthenticate"):
    """Reauthenticate with the password."""


class PasswordResetRequested(msgspec.Struct):
    """A mail or SMS was sent, if there is such an account; with the user, if one is signed in and codes are sent."""

    status: Literal[200]
    data: AuthenticatedData | msgspec.UnsetType = msgspec.UNSET
    meta: Meta | msgspec.UnsetType = msgspec.UNSET


class ResetInfoData(msgspec.Struct):
    """The user whose password the key resets."""

    user: NamedUser


class PasswordResetInfo(msgspec.Struct):
    """The key is valid."""

    status: Literal[200]
    data: ResetInfoData
