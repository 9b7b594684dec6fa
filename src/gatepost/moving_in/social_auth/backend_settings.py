"""The settings of single backends, `SOCIAL_AUTH_<BACKEND>_…`, and what becomes of them."""

import re
from collections.abc import Iterator

from django.conf import settings

from gatepost.moving_in.package import Setting, loses, without
from gatepost.moving_in.social_auth import backends
from gatepost.moving_in.social_auth.settings import GENERAL, IDS

PLACE = "SOCIAL_AUTH_<BACKEND>_"
OPTION = "Becomes an option of the connection."
PARAM = "Becomes one of the connection's `params`."
DEFINED = "It is part of the provider's definition; a provider of your own is a file, see docs/extending.md."
TOKENS = "Tokens of providers are checked by gatepost's own rules, which no setting relaxes."
PROFILE = "Which values are read is part of the provider's definition."
EXTRA = "Address, name, picture and the tokens are stored; a function in `social.pipeline.fields` can store more."
UNCHECKED = "Membership isn't checked: anyone with an account at the provider can sign up."
NO_PROVIDER = "Only for backends without a provider here; the plan names them and the accounts there."
OPENID2 = "OpenID 2.0 isn't spoken here; the plan names the accounts."
SAML = "SAML isn't spoken here; put a broker for OpenID Connect in front of it. The plan names the accounts."


def _of(note: str, *names: str) -> tuple[Setting, ...]:
    return tuple(without(PLACE + name, note) for name in names)


def _lost(note: str, *names: str) -> tuple[Setting, ...]:
    return tuple(loses(PLACE + name, note) for name in names)


BACKEND: tuple[Setting, ...] = (
    *_of("Becomes `client_id` of the connection; for Apple, its option `key_id`.", "KEY"),
    *_of("Becomes `client_id` of the connection to Apple.", "CLIENT"),
    *_of("Becomes `client_ids` of the connection to Apple.", "AUDIENCE"),
    *_of("Becomes `secret` of the connection, read from the environment.", "SECRET"),
    *_of("Becomes `scopes` of the connection, besides the provider's usual ones.", "SCOPE"),
    *_of("The provider's usual scopes are always requested.", "IGNORE_DEFAULT_SCOPE"),
    *_of("Becomes `params` of the connection.", "AUTH_EXTRA_ARGUMENTS"),
    *_of("A request can't change the parameters of a connection.", "AUTH_EXTRA_ARGUMENTS_OVERRIDE_ALLOWLIST"),
    *_of(PARAM, "ACR_VALUES", "DISPLAY", "LOGIN_HINT", "MAX_AGE", "PROMPT", "UI_LOCALES"),
    *_of(OPTION, "API_URL", "DOMAIN", "OIDC_ENDPOINT", "TENANT_ID", "URL"),
    *_of("Becomes the option `team` for Apple; for Slack, part of a user's id, if it is the workspace's id.", "TEAM"),
    *_of("Becomes the options `server` and `realm` for Keycloak. Otherwise: " + DEFINED, "AUTHORIZATION_URL"),
    *_lost("The options `region` and `pool` have to be set by hand.", "POOL_DOMAIN"),
    *_of("With it, Google's ids are stored and move; without it, see Google on the page.", "USE_UNIQUE_USER_ID"),
    *_of(IDS, "ID_KEY", "IDENTIFIED_BY_PERMANENT_ID", "USERNAME_AS_ID"),
    *_of(EXTRA, "EXTRA_DATA", "GET_ALL_EXTRA_DATA", "EXTRA_AUTH_DATA_LIST", "EXTRA_USER_DATA_LIST"),
    *_lost(DEFINED, "ACCESS_TOKEN_URL", "REVOKE_TOKEN_URL", "REQUEST_TOKEN_EXTRA_ARGUMENTS", "USERINFO_URL"),
    *_lost(DEFINED, "API_VERSION", "TOKEN_ENDPOINT_AUTH_METHOD", "OPENID_CONFIGURATION_URL"),
    *_lost("Only the public cloud of Microsoft is known.", "AUTHORITY_HOST", "AUTHORITY_URL"),
    *_lost(
        "Microsoft is asked with a client secret, not with an assertion.",
        *("CLIENT_ASSERTION", "CLIENT_ASSERTION_TYPE", "FEDERATED_TOKEN_FILE"),
    ),
    *_of("Access tokens for other resources aren't requested; add scopes.", "RESOURCE"),
    *_of("PKCE is always used, with S256, where the provider allows it.", "USE_PKCE"),
    *_of("PKCE is always used, with S256.", "PKCE_CODE_CHALLENGE_METHOD", "PKCE_CODE_VERIFIER_LENGTH"),
    *_of(TOKENS, "ALGORITHM", "PUBLIC_KEY", "JWKS_URI", "JWT_ALGORITHMS", "JWT_DECODE_OPTIONS", "JWT_LEEWAY"),
    *_of(TOKENS, "ALLOWED_ID_TOKEN_ISSUERS", "ID_TOKEN_ISSUER", "ID_TOKEN_MAX_AGE"),
    *_of("No earlier id_token is sent.", "ID_TOKEN_HINT"),
    *_of("Requests to Facebook carry its token over TLS, without a proof.", "APPSECRET_PROOF"),
    *_of("A posted id_token needs no cookie; the API checks the request itself.", "IGNORE_MISSING_CSRF_COOKIE"),
    *_of(PROFILE, "EMAIL_KEY", "FIRST_NAME_KEY", "FULLNAME_KEY", "LAST_NAME_KEY", "USERNAME_KEY"),
    *_of(PROFILE, "EMAIL_AS_USERNAME", "FIELD_SELECTORS", "FORCE_PROFILE_LANGUAGE", "PROFILE_EXTRA_PARAMS"),
    *_of(PROFILE, "DOMAIN_AS_USERNAME", "USERNAME_WITH_TEAM", "USER_AVATAR_SIZE", "USE_OPENID_AS_USERNAME"),
    *_of("An address counts only if the provider verified it.", "VERIFIED_EMAILS_ONLY"),
    *_lost(UNCHECKED, "ALLOWED_ENTITLEMENTS", "ALLOW_GROUPS", "ENTITLEMENT_KEY", "ID", "NAME"),
    *_of("A page inside Facebook or VK isn't a login here.", "LOCAL_HTML", "NAMESPACE", "USERMODE"),
    *_of(NO_PROVIDER, "API_KEY", "API_LOCALE", "APP_ID", "APP_NAME", "BASE_URL", "BOT_TOKEN", "CALLBACK"),
    *_of(NO_PROVIDER, "CHECKIN_ENV", "ESTIMATE_EXPIRES_ON", "EXPIRATION", "HOST", "MEDIAWIKI_URL", "ORIGIN"),
    *_of(NO_PROVIDER, "OSSO_BASE_URL", "POLICY", "PUBLIC_NAME", "SCHEME", "SERVER_URL", "SLUG", "TEMPLATE"),
    *_of(NO_PROVIDER, "TENANT_NAME"),
    *_of("Backends for forms of your own; logins with a password are gatepost's.", "FORM_HTML", "FORM_URL"),
    *_of(OPENID2, "AX_EXTRA_DATA", "AX_SCHEMA_ATTRS", "IGNORE_DEFAULT_AX_ATTRS", "OPENID_PAPE_MAX_AUTH_AGE"),
    *_of(OPENID2, "OPENID_PAPE_PREFERRED_AUTH_LEVEL_TYPES", "OPENID_PAPE_PREFERRED_AUTH_POLICIES"),
    *_of(OPENID2, "OPENID_TRUST_ROOT", "SREG_ATTR", "SREG_EXTRA_DATA"),
    *_of(SAML, "ENABLED_IDPS", "ORG_INFO", "SECURITY_CONFIG", "SP_ENTITY_ID", "SP_EXTRA", "SP_PRIVATE_KEY"),
    *_of(SAML, "SP_PUBLIC_CERT", "SUPPORT_CONTACT", "TECHNICAL_CONTACT"),
)


def advice() -> Iterator[str]:
    """What the project loses of settings that have the name of a backend in the middle."""
    declared = [(one.name.removeprefix(PLACE).removeprefix("SOCIAL_AUTH_"), one) for one in (*BACKEND, *GENERAL)]
    for name in backends.used():
        for key, one in declared:
            own = re.sub(r"[^A-Z0-9]", "_", f"SOCIAL_AUTH_{name}_{key}".upper())
            if one.lost and getattr(settings, own, one.default) != one.default:
                yield f"{own}: {one.note}"
