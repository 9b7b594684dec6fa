"""Why requests are refused, with the error codes of the standards; the texts are for developers, and never translated.

Source: RFC 6749, sections 4.1.2.1 and 5.2; RFC 8707, section 2; RFC 9126, section 2.3; RFC 9470, section 3; OpenID
Connect Core, section 3.1.2.6.
"""

from django.utils.translation import gettext_lazy as _

from gatepost.errors import Kind, Refusal


def for_developers(kind: Kind, code: str, text: str) -> Refusal:
    """A refusal whose text only developers read: ASCII without quotes and backslashes (RFC 6749, section 5.2)."""
    return Refusal(kind, code, text=text)


INVALID_REQUEST = for_developers(Kind.INVALID, "invalid_request", "A parameter is missing, repeated or malformed.")
INVALID_CLIENT = for_developers(Kind.FORBIDDEN, "invalid_client", "The client is unknown, or failed to authenticate.")
INVALID_GRANT = for_developers(
    Kind.INVALID, "invalid_grant", "The code or token is invalid, expired or revoked, or belongs to another client."
)
UNAUTHORIZED_CLIENT = for_developers(Kind.INVALID, "unauthorized_client", "The client may not use this grant type.")
UNSUPPORTED_GRANT_TYPE = for_developers(Kind.INVALID, "unsupported_grant_type", "This grant type is not supported.")
UNSUPPORTED_RESPONSE_TYPE = for_developers(
    Kind.INVALID, "unsupported_response_type", "Only the response type code is supported."
)
UNSUPPORTED_TOKEN_TYPE = for_developers(Kind.INVALID, "unsupported_token_type", "This token type is not supported.")
INVALID_DPOP_PROOF = for_developers(
    Kind.INVALID, "invalid_dpop_proof", "The DPoP proof is missing, invalid, or was used before."
)
USE_DPOP_NONCE = for_developers(Kind.INVALID, "use_dpop_nonce", "Send a proof with the nonce of this response.")
INVALID_SCOPE = for_developers(Kind.INVALID, "invalid_scope", "The scope is unknown, or more than was granted.")
INVALID_TARGET = for_developers(Kind.INVALID, "invalid_target", "The resource is unknown, or was not granted.")
INVALID_TOKEN = for_developers(Kind.LOGIN_REQUIRED, "invalid_token", "The access token is invalid, expired or revoked.")
INSUFFICIENT_SCOPE = for_developers(Kind.FORBIDDEN, "insufficient_scope", "The access token lacks the scope.")
INSUFFICIENT_USER_AUTHENTICATION = for_developers(
    Kind.LOGIN_REQUIRED,
    "insufficient_user_authentication",
    "The user of the access token must authenticate again, or with a second factor.",
)
INVALID_REQUEST_URI = for_developers(
    Kind.INVALID, "invalid_request_uri", "The request_uri is unknown, expired, or was used before."
)
REQUEST_NOT_SUPPORTED = for_developers(Kind.INVALID, "request_not_supported", "Request objects are not supported.")
REQUEST_URI_NOT_SUPPORTED = for_developers(
    Kind.INVALID, "request_uri_not_supported", "Only a request_uri from the PAR endpoint is supported."
)
REGISTRATION_NOT_SUPPORTED = for_developers(
    Kind.INVALID, "registration_not_supported", "The registration parameter is not supported."
)
ACCESS_DENIED = for_developers(Kind.FORBIDDEN, "access_denied", "The user declined.")
AUTHORIZATION_PENDING = for_developers(Kind.INVALID, "authorization_pending", "The user has not answered yet.")
SLOW_DOWN = for_developers(Kind.INVALID, "slow_down", "Wait five seconds longer between polls.")
EXPIRED_TOKEN = for_developers(Kind.INVALID, "expired_token", "The device code has expired. Start again.")
OIDC_LOGIN_REQUIRED = for_developers(Kind.INVALID, "login_required", "The user is not logged in, or not recently.")
UNMET_REQUIREMENTS = for_developers(
    Kind.INVALID, "unmet_authentication_requirements", "No login here has one of the levels that acr must have."
)
CONSENT_REQUIRED = for_developers(Kind.INVALID, "consent_required", "The user has not consented.")
INTERACTION_REQUIRED = for_developers(Kind.INVALID, "interaction_required", "The user must take part in this login.")
ACCOUNT_SELECTION_REQUIRED = for_developers(
    Kind.INVALID, "account_selection_required", "The user must choose an account."
)
UNKNOWN_CLIENT = for_developers(Kind.INVALID, "unknown_client", "The app that sent you here is unknown or disabled.")
UNKNOWN_REDIRECT_URI = for_developers(
    Kind.INVALID, "unknown_redirect_uri", "The app that sent you here named a redirect_uri that is not its own."
)
UNKNOWN_LOGOUT_URI = for_developers(
    Kind.INVALID,
    "unknown_post_logout_redirect_uri",
    "The app that sent you here named a post_logout_redirect_uri that is not its own.",
)
INVALID_HINT = for_developers(
    Kind.INVALID, "invalid_request", "The id_token_hint is no ID token of this server, or belongs to another client."
)
UNKNOWN_REQUEST = Refusal(
    Kind.CONFLICT,
    "authorization_request_expired",
    text=_("This request has expired or was already answered. Start again in the app."),
)
