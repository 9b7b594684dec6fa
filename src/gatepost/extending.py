"""What a project's own feature is made of, beside `Feature`, `Step` and `Factor` in `gatepost`; see docs/extending.md.

Our features are made of the same.
"""

from typing import TYPE_CHECKING

from gatepost.exports import lazily

if TYPE_CHECKING:
    from gatepost import conf
    from gatepost.accounts.account import Account
    from gatepost.accounts.imported import ImportedUser
    from gatepost.accounts.models import Authenticator
    from gatepost.api.answers import Reply
    from gatepost.api.decoding import Text
    from gatepost.api.endpoint import Endpoint
    from gatepost.api.shapes import Authenticated, Conflict, EnrolledMeta, Errors, Held, Status, Unauthenticated, Waits
    from gatepost.door.endpoint import Call
    from gatepost.errors import CONFLICT, FORBIDDEN, LOGIN_REQUIRED
    from gatepost.features.social.operations import pipeline
    from gatepost.features.social.operations.pipeline import Verdict
    from gatepost.features.social.operations.tokens import get_token
    from gatepost.features.social.provider import Addresses, Ask
    from gatepost.flow import enrolment, notices, pending_login, second_factor, sensitive, single_factor
    from gatepost.flow.endings import INTERACTIVE
    from gatepost.flow.outcome import Done, Enrolled, LoggedIn, Pending, PendingStep
    from gatepost.flow.proof import Proof
    from gatepost.flow.reauthentication import anyone_of
    from gatepost.flow.visit import Visit
    from gatepost.ground import audit, clock, keyring, limits, outbox, secrets
    from gatepost.ground.links import Link, link
    from gatepost.ground.sealing import SealedColumn
    from gatepost.ground.secrets import Purpose
    from gatepost.tokens import access
    from gatepost.tokens.access import session_by_number
    from gatepost.tokens.jwt import BadToken
    from gatepost.tokens.strategies import Ended
else:
    __getattr__ = lazily(
        __name__,
        {
            "Account": "gatepost.accounts.account",
            "Addresses": "gatepost.features.social.provider",
            "Ask": "gatepost.features.social.provider",
            "Authenticated": "gatepost.api.shapes",
            "Authenticator": "gatepost.accounts.models",
            "CONFLICT": "gatepost.errors",
            "Call": "gatepost.door.endpoint",
            "Conflict": "gatepost.api.shapes",
            "Done": "gatepost.flow.outcome",
            "Endpoint": "gatepost.api.endpoint",
            "Enrolled": "gatepost.flow.outcome",
            "EnrolledMeta": "gatepost.api.shapes",
            "Errors": "gatepost.api.shapes",
            "FORBIDDEN": "gatepost.errors",
            "INTERACTIVE": "gatepost.flow.endings",
            "Held": "gatepost.api.shapes",
            "ImportedUser": "gatepost.accounts.imported",
            "LOGIN_REQUIRED": "gatepost.errors",
            "Link": "gatepost.ground.links",
            "LoggedIn": "gatepost.flow.outcome",
            "Pending": "gatepost.flow.outcome",
            "Proof": "gatepost.flow.proof",
            "Purpose": "gatepost.ground.secrets",
            "Reply": "gatepost.api.answers",
            "SealedColumn": "gatepost.ground.sealing",
            "Status": "gatepost.api.shapes",
            "Text": "gatepost.api.decoding",
            "Unauthenticated": "gatepost.api.shapes",
            "Verdict": "gatepost.features.social.operations.pipeline",
            "Visit": "gatepost.flow.visit",
            "Waits": "gatepost.api.shapes",
            "anyone_of": "gatepost.flow.reauthentication",
            "audit": "gatepost.ground",
            "clock": "gatepost.ground",
            "conf": "gatepost",
            "enrolment": "gatepost.flow",
            "get_token": "gatepost.features.social.operations.tokens",
            "keyring": "gatepost.ground",
            "limits": "gatepost.ground",
            "link": "gatepost.ground.links",
            "notices": "gatepost.flow",
            "outbox": "gatepost.ground",
            "pipeline": "gatepost.features.social.operations",
            "second_factor": "gatepost.flow",
            "secrets": "gatepost.ground",
            "sensitive": "gatepost.flow",
            "single_factor": "gatepost.flow",
            "pending_login": "gatepost.flow",
            "Ended": "gatepost.tokens.strategies",
            "BadToken": "gatepost.tokens.jwt",
            "access": "gatepost.tokens",
            "session_by_number": "gatepost.tokens.access",
            "PendingStep": "gatepost.flow.outcome",
        },
    )

__all__ = [
    "CONFLICT",
    "FORBIDDEN",
    "INTERACTIVE",
    "LOGIN_REQUIRED",
    "Account",
    "Addresses",
    "Ask",
    "Authenticated",
    "Authenticator",
    "BadToken",
    "Call",
    "Conflict",
    "Done",
    "Ended",
    "Endpoint",
    "Enrolled",
    "EnrolledMeta",
    "Errors",
    "Held",
    "ImportedUser",
    "Link",
    "LoggedIn",
    "Pending",
    "PendingStep",
    "Proof",
    "Purpose",
    "Reply",
    "SealedColumn",
    "Status",
    "Text",
    "Unauthenticated",
    "Verdict",
    "Visit",
    "Waits",
    "access",
    "anyone_of",
    "audit",
    "clock",
    "conf",
    "enrolment",
    "get_token",
    "keyring",
    "limits",
    "link",
    "notices",
    "outbox",
    "pending_login",
    "pipeline",
    "second_factor",
    "secrets",
    "sensitive",
    "session_by_number",
    "single_factor",
]
