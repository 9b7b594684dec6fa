"""Gathers the rooms' models for Django; defines none."""

from gatepost.accounts.models import Authenticator, Identifier
from gatepost.flow.models import PendingLogin
from gatepost.ground.models import Bucket, Event, Message, OneTimeSecret
from gatepost.methods.passkey.models import Passkey
from gatepost.methods.recovery_codes.models import RecoveryCode
from gatepost.methods.social.models import SocialAccount, SocialConnection
from gatepost.methods.totp.models import TotpSecret
from gatepost.sessions.models import Session, TrustedBrowser
from gatepost.tokens.models import RefreshFamily, SigningKey, Token

__all__ = [
    "Authenticator",
    "Bucket",
    "Event",
    "Identifier",
    "Message",
    "OneTimeSecret",
    "Passkey",
    "PendingLogin",
    "RecoveryCode",
    "RefreshFamily",
    "Session",
    "SigningKey",
    "SocialAccount",
    "SocialConnection",
    "Token",
    "TotpSecret",
    "TrustedBrowser",
]
