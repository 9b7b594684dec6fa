"""What a project's own feature is made of, beside `Feature`, `Step` and `Factor` in `gatepost`; see docs/extending.md.

Built-in features use the same names.
"""

from typing import TYPE_CHECKING

from gatepost.exports import lazily

if TYPE_CHECKING:
    from gatepost.accounts.accounts import Account
    from gatepost.accounts.imported import ImportedUser, OtherName
    from gatepost.accounts.models import Authenticator
    from gatepost.api.answers import Reply
    from gatepost.api.decoding import Text
    from gatepost.api.endpoint import Endpoint
    from gatepost.api.shapes import (
        Authenticated,
        Conflict,
        EnrolledMeta,
        Errors,
        Held,
        PendingFlow,
        Status,
        Unauthenticated,
    )
    from gatepost.conf import read as read_settings
    from gatepost.door.endpoint import Call
    from gatepost.errors import CONFLICT, FORBIDDEN, LOGIN_REQUIRED
    from gatepost.features.social.operations.pipeline import Verdict
    from gatepost.features.social.operations.pipeline import fields as default_fields
    from gatepost.features.social.operations.pipeline import known as default_known
    from gatepost.features.social.operations.pipeline import link as default_link
    from gatepost.features.social.operations.pipeline import new as default_new
    from gatepost.features.social.operations.tokens import get_token
    from gatepost.features.social.provider import Addresses, Ask
    from gatepost.flow.endings import INTERACTIVE
    from gatepost.flow.enrolment import admit as admit_enrolling
    from gatepost.flow.enrolment import admit_verified as admit_enrolling_verified
    from gatepost.flow.enrolment import enrolling
    from gatepost.flow.notices import notify
    from gatepost.flow.outcome import Done, Enrolled, LoggedIn, Pending, PendingStep
    from gatepost.flow.pending_login import find as find_pending_login
    from gatepost.flow.proof import Proof
    from gatepost.flow.reauthentication import anyone_of
    from gatepost.flow.second_factor import pending as pending_second_factor
    from gatepost.flow.sensitive import require as require_reauthentication
    from gatepost.flow.single_factor import enrol as enrol_factor
    from gatepost.flow.single_factor import find as find_factor
    from gatepost.flow.single_factor import note_use as note_factor_use
    from gatepost.flow.single_factor import remove as remove_factor
    from gatepost.flow.visit import Visit
    from gatepost.ground.audit import record as record_event
    from gatepost.ground.clock import now
    from gatepost.ground.clock import unix as unix_time
    from gatepost.ground.keyring import digest, seal, unseal
    from gatepost.ground.keyring import generate as generate_key
    from gatepost.ground.limits import hit as count_attempt
    from gatepost.ground.links import Link, link
    from gatepost.ground.outbox import put as queue_message
    from gatepost.ground.sealing import SealedColumn
    from gatepost.ground.secrets import Guess, Issued, Purpose
    from gatepost.ground.secrets import consume as consume_secret
    from gatepost.ground.secrets import drop as drop_secrets
    from gatepost.ground.secrets import find_link as find_secret
    from gatepost.ground.secrets import guess as guess_secret
    from gatepost.ground.secrets import issue as issue_secret
    from gatepost.tokens.signed.access import check as check_access_token
    from gatepost.tokens.signed.access import session_by_number
    from gatepost.tokens.signed.jwt import BadToken
    from gatepost.tokens.strategies import Ended
else:
    __getattr__ = lazily(
        __name__,
        {
            "Account": "gatepost.accounts.accounts",
            "Addresses": "gatepost.features.social.provider",
            "Ask": "gatepost.features.social.provider",
            "Authenticated": "gatepost.api.shapes",
            "Authenticator": "gatepost.accounts.models",
            "BadToken": "gatepost.tokens.signed.jwt",
            "CONFLICT": "gatepost.errors",
            "Call": "gatepost.door.endpoint",
            "Conflict": "gatepost.api.shapes",
            "Done": "gatepost.flow.outcome",
            "Ended": "gatepost.tokens.strategies",
            "Endpoint": "gatepost.api.endpoint",
            "Enrolled": "gatepost.flow.outcome",
            "EnrolledMeta": "gatepost.api.shapes",
            "Errors": "gatepost.api.shapes",
            "FORBIDDEN": "gatepost.errors",
            "Guess": "gatepost.ground.secrets",
            "Held": "gatepost.api.shapes",
            "INTERACTIVE": "gatepost.flow.endings",
            "ImportedUser": "gatepost.accounts.imported",
            "Issued": "gatepost.ground.secrets",
            "LOGIN_REQUIRED": "gatepost.errors",
            "Link": "gatepost.ground.links",
            "LoggedIn": "gatepost.flow.outcome",
            "OtherName": "gatepost.accounts.imported",
            "Pending": "gatepost.flow.outcome",
            "PendingFlow": "gatepost.api.shapes",
            "PendingStep": "gatepost.flow.outcome",
            "Proof": "gatepost.flow.proof",
            "Purpose": "gatepost.ground.secrets",
            "Reply": "gatepost.api.answers",
            "SealedColumn": "gatepost.ground.sealing",
            "Status": "gatepost.api.shapes",
            "Text": "gatepost.api.decoding",
            "Unauthenticated": "gatepost.api.shapes",
            "Verdict": "gatepost.features.social.operations.pipeline",
            "Visit": "gatepost.flow.visit",
            "admit_enrolling": "gatepost.flow.enrolment:admit",
            "admit_enrolling_verified": "gatepost.flow.enrolment:admit_verified",
            "anyone_of": "gatepost.flow.reauthentication",
            "check_access_token": "gatepost.tokens.signed.access:check",
            "consume_secret": "gatepost.ground.secrets:consume",
            "count_attempt": "gatepost.ground.limits:hit",
            "default_fields": "gatepost.features.social.operations.pipeline:fields",
            "default_known": "gatepost.features.social.operations.pipeline:known",
            "default_link": "gatepost.features.social.operations.pipeline:link",
            "default_new": "gatepost.features.social.operations.pipeline:new",
            "digest": "gatepost.ground.keyring",
            "drop_secrets": "gatepost.ground.secrets:drop",
            "enrol_factor": "gatepost.flow.single_factor:enrol",
            "enrolling": "gatepost.flow.enrolment",
            "find_factor": "gatepost.flow.single_factor:find",
            "find_pending_login": "gatepost.flow.pending_login:find",
            "find_secret": "gatepost.ground.secrets:find_link",
            "generate_key": "gatepost.ground.keyring:generate",
            "get_token": "gatepost.features.social.operations.tokens",
            "guess_secret": "gatepost.ground.secrets:guess",
            "issue_secret": "gatepost.ground.secrets:issue",
            "link": "gatepost.ground.links",
            "note_factor_use": "gatepost.flow.single_factor:note_use",
            "notify": "gatepost.flow.notices",
            "now": "gatepost.ground.clock",
            "pending_second_factor": "gatepost.flow.second_factor:pending",
            "queue_message": "gatepost.ground.outbox:put",
            "read_settings": "gatepost.conf:read",
            "record_event": "gatepost.ground.audit:record",
            "remove_factor": "gatepost.flow.single_factor:remove",
            "require_reauthentication": "gatepost.flow.sensitive:require",
            "seal": "gatepost.ground.keyring",
            "session_by_number": "gatepost.tokens.signed.access",
            "unix_time": "gatepost.ground.clock:unix",
            "unseal": "gatepost.ground.keyring",
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
    "Guess",
    "Held",
    "ImportedUser",
    "Issued",
    "Link",
    "LoggedIn",
    "OtherName",
    "Pending",
    "PendingFlow",
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
    "admit_enrolling",
    "admit_enrolling_verified",
    "anyone_of",
    "check_access_token",
    "consume_secret",
    "count_attempt",
    "default_fields",
    "default_known",
    "default_link",
    "default_new",
    "digest",
    "drop_secrets",
    "enrol_factor",
    "enrolling",
    "find_factor",
    "find_pending_login",
    "find_secret",
    "generate_key",
    "get_token",
    "guess_secret",
    "issue_secret",
    "link",
    "note_factor_use",
    "notify",
    "now",
    "pending_second_factor",
    "queue_message",
    "read_settings",
    "record_event",
    "remove_factor",
    "require_reauthentication",
    "seal",
    "session_by_number",
    "unix_time",
    "unseal",
]
