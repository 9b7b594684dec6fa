"""The settings of django-oauth-toolkit, and ours. Source: the settings of version 3.4.1."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from gatepost import conf
from gatepost.dialects.oauth import toolkit_urls
from gatepost.features.provider.operations import scopes
from gatepost.moving_in.package import Setting, becomes, loses, only, without
from gatepost.moving_in.settings_table import ABSENT, given

YEAR = 365 * 86_400


def setting(name: str, default: object) -> Any:
    """The project's value of a key of `OAUTH2_PROVIDER`, or the default."""
    found = given(f"OAUTH2_PROVIDER.{name}")
    return default if found is ABSENT else found


def _seconds(found: timedelta | float | None) -> int:
    return int(found.total_seconds()) if isinstance(found, timedelta) else int(found or 0)


def refresh_seconds() -> int:
    """How long a refresh token outlives its access token; 0 for good."""
    return _seconds(setting("REFRESH_TOKEN_EXPIRE_SECONDS", None))


def registration_scope() -> str:
    """The scope of tokens with which a client manages its own registration."""
    return str(setting("DCR_REGISTRATION_SCOPE", "oauth2_provider:registration"))


def signing_pems() -> list[str]:
    """The keys that sign ID tokens, the present one first."""
    present = setting("OIDC_RSA_PRIVATE_KEY", "")
    return [str(present), *map(str, setting("OIDC_RSA_PRIVATE_KEYS_INACTIVE", []))] if present else []


def prefix() -> str:
    """The path below which the toolkit's URLs are mounted."""
    return toolkit_urls.former_prefix()


def issuer() -> str:
    """The toolkit's issuer; without `OIDC_ISS_ENDPOINT`, it is where its URLs are mounted."""
    return str(setting("OIDC_ISS_ENDPOINT", "")) or f"{conf.public_url() or conf.WITHOUT_PUBLIC_URL}{prefix()}"


def _declared(found: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"text": str(text)} for name, text in found.items() if name not in scopes.STANDARD}


def _lifetime(found: timedelta | float | None) -> int:
    return _seconds(found) or YEAR


def _hosts(found: Sequence[str]) -> tuple[str, ...]:
    if any(one == "*" or one.startswith(".") for one in found):
        raise ValueError("Hosts are named one by one, without wildcards.")
    return tuple(found)


def _issuer(found: str) -> str | None:
    if found.endswith("/"):
        raise ValueError("An issuer can't end with a slash here; change it in clients that compare it.")
    return found or None


GENERATORS = "Ids, secrets and tokens have gatepost's own format; those that were moved are accepted as they are."
HOOKS = "Your class isn't called any more; `provider.claims` adds claims to ID tokens and userinfo."
MODEL = "Rows of your model are moved, but columns of your own are not."
DISCOVERY = "Discovery lists what the server supports."
SAFER = "Always so."
ELSEWHERE = (
    "It is for a resource server whose tokens another server issues; keep the toolkit there, or verify JWTs "
    "with the JWKS."
)
RESOURCE = "The metadata of a resource follow from `provider.resources`."


def _key(name: str) -> str:
    return f"OAUTH2_PROVIDER.{name}"


def _each(names: str, note: str) -> list[Setting]:
    return [without(_key(name), note) for name in names.split()]


SETTINGS: tuple[Setting, ...] = (
    becomes(
        _key("SCOPES"),
        "provider.scopes",
        {"read": "Reading scope", "write": "Writing scope"},
        _declared,
        note="`openid`, `profile`, `email`, `phone` and `offline_access` are always known.",
    ),
    only(
        _key("DEFAULT_SCOPES"),
        ["__all__"],
        "A request without `scope` gets all scopes of the client but those of OpenID.",
    ),
    loses(
        _key("SCOPES_BACKEND_CLASS"),
        "A client may request the scopes of its row.",
        "oauth2_provider.scopes.SettingsScopes",
    ),
    *_each("READ_SCOPE WRITE_SCOPE", "Name the scopes at the view: `gatepost.drf.requires_scope`."),
    becomes(
        _key("AUTHORIZATION_CODE_EXPIRE_SECONDS"),
        "provider.code_seconds",
        60,
        lambda found: min(_seconds(found), 60),
        note="60 at most.",
    ),
    becomes(_key("ACCESS_TOKEN_EXPIRE_SECONDS"), "tokens.access_seconds", 36000, _seconds),
    without(_key("ID_TOKEN_EXPIRE_SECONDS"), "As long as access tokens.", 36000),
    becomes(
        _key("REFRESH_TOKEN_EXPIRE_SECONDS"),
        "tokens.refresh_seconds",
        None,
        _lifetime,
        note="A year if it was unlimited. Counted from the last renewal, and not from the end of the access token.",
    ),
    without(_key("REFRESH_TOKEN_GRACE_PERIOD_SECONDS"), "Ten seconds, and the same successor for all requests.", 0),
    without(_key("REFRESH_TOKEN_REUSE_PROTECTION"), SAFER, default=False),
    only(
        _key("ROTATE_REFRESH_TOKEN"),
        default=True,
        note="Each use replaces the token. A client that keeps using the old one loses its access.",
    ),
    only(_key("PKCE_REQUIRED"), default=True, note="Each client needs PKCE with S256; others can't log users in."),
    without(_key("REQUEST_APPROVAL_PROMPT"), "A consent is remembered for `provider.consent_seconds`.", "force"),
    only(
        _key("ALLOWED_REDIRECT_URI_SCHEMES"),
        ["http", "https"],
        "https, http on a loopback address, and the schemes of apps; the plan counts URIs that stay behind.",
    ),
    loses(_key("ALLOW_URI_WILDCARDS"), "Redirect URIs are compared exactly: register each.", default=False),
    without(_key("ALLOW_LOCALHOST_LOOPBACK"), "A client with a loopback URI may use any port.", default=False),
    without(_key("ALLOWED_SCHEMES"), "No cookie is read, so that all origins may call the token endpoint.", ["https"]),
    becomes(_key("OIDC_ISS_ENDPOINT"), "provider.issuer", "", _issuer, note="Without it, the prefix of the URLs."),
    without(_key("OIDC_ENABLED"), "OpenID is always on; a client needs the scope `openid`.", default=False),
    loses(_key("OIDC_USERINFO_ENDPOINT"), "Userinfo is below the other URLs.", ""),
    without(_key("OIDC_RSA_PRIVATE_KEY"), "Moves to the database, sealed; it signs for `tokens.signing_key_days`.", ""),
    without(_key("OIDC_RSA_PRIVATE_KEYS_INACTIVE"), "Move too; each is published as long as a token can be valid.", []),
    without(_key("OIDC_JWKS_MAX_AGE_SECONDS"), "An hour.", 3600),
    *_each(
        "OIDC_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED OAUTH2_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED "
        "OAUTH2_GRANT_TYPES_SUPPORTED",
        DISCOVERY,
    ),
    *_each(
        "OIDC_RESPONSE_TYPES_SUPPORTED OAUTH2_RESPONSE_TYPES_SUPPORTED",
        "Only `code`; implicit and hybrid requests get `unsupported_response_type`.",
    ),
    without(
        _key("OIDC_SUBJECT_TYPES_SUPPORTED"),
        "Moved clients keep `public`: `sub` is the user's primary key.",
        ["public"],
    ),
    without(_key("OIDC_RP_INITIATED_LOGOUT_ENABLED"), "Always on.", default=False),
    without(
        _key("OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT"),
        "The user is asked unless the ID token belongs to this browser's own session.",
        default=True,
    ),
    *_each(
        "OIDC_RP_INITIATED_LOGOUT_STRICT_REDIRECT_URIS OIDC_RP_INITIATED_LOGOUT_ACCEPT_EXPIRED_TOKENS",
        SAFER,
    ),
    loses(
        _key("OIDC_RP_INITIATED_LOGOUT_DELETE_TOKENS"),
        "A logout ends the tokens of its session, and not those of others.",
        default=True,
    ),
    loses(_key("OIDC_RP_INITIATED_REGISTRATION_ENABLED"), "There is no `prompt=create`.", default=False),
    without(_key("OIDC_RP_INITIATED_REGISTRATION_URL"), "There is no `prompt=create`."),
    loses(_key("OAUTH2_VALIDATOR_CLASS"), HOOKS, "oauth2_provider.oauth2_validators.OAuth2Validator"),
    loses(_key("OAUTH2_SERVER_CLASS"), HOOKS, "oauthlib.oauth2.Server"),
    loses(_key("OIDC_SERVER_CLASS"), HOOKS, "oauthlib.openid.Server"),
    loses(_key("OAUTH2_BACKEND_CLASS"), HOOKS, "oauth2_provider.oauth2_backends.OAuthLibCore"),
    loses(_key("EXTRA_SERVER_KWARGS"), HOOKS, {}),
    without(_key("OAUTH_PRE_TOKEN_VALIDATION"), "The user of a device's request is known without it."),
    *_each(
        "CLIENT_ID_GENERATOR_CLASS CLIENT_SECRET_GENERATOR_CLASS CLIENT_SECRET_GENERATOR_LENGTH ACCESS_TOKEN_GENERATOR "
        "REFRESH_TOKEN_GENERATOR OAUTH_DEVICE_USER_CODE_GENERATOR",
        GENERATORS,
    ),
    without(
        _key("CLIENT_SECRET_HASHER"),
        "A moved secret's hash becomes a digest when it is first used; keep its hasher in `PASSWORD_HASHERS`.",
        "default",
    ),
    without(_key("OAUTH_DEVICE_VERIFICATION_URI"), "The web app's page; `provider.device_page` names another."),
    without(_key("OAUTH_DEVICE_VERIFICATION_URI_COMPLETE"), "The same page, with the code in the fragment."),
    becomes(_key("DEVICE_FLOW_INTERVAL"), "provider.device_poll_seconds", 5),
    without(_key("ERROR_RESPONSE_WITH_SCOPES"), "The challenge of a 403 names the scopes.", default=False),
    *_each(
        "APPLICATION_ADMIN_CLASS ACCESS_TOKEN_ADMIN_CLASS GRANT_ADMIN_CLASS ID_TOKEN_ADMIN_CLASS "
        "REFRESH_TOKEN_ADMIN_CLASS",
        "Clients are in gatepost's pages of the admin.",
    ),
    *(
        loses(name, MODEL, f"oauth2_provider.{own}")
        for key, own in {
            "APPLICATION_MODEL": "Application",
            "ACCESS_TOKEN_MODEL": "AccessToken",
            "REFRESH_TOKEN_MODEL": "RefreshToken",
        }.items()
        for name in (_key(key), f"OAUTH2_PROVIDER_{key}")
    ),
    *(
        without(name, "Codes and records of ID tokens aren't moved.")
        for key in ("GRANT_MODEL", "ID_TOKEN_MODEL", "DEVICE_GRANT_MODEL")
        for name in (_key(key), f"OAUTH2_PROVIDER_{key}")
    ),
    *_each(
        "RESOURCE_SERVER_INTROSPECTION_URL RESOURCE_SERVER_AUTH_TOKEN RESOURCE_SERVER_INTROSPECTION_CREDENTIALS "
        "RESOURCE_SERVER_TOKEN_CACHING_SECONDS AUTHENTICATION_SERVER_EXP_TIME_ZONE",
        ELSEWHERE,
    ),
    loses(
        _key("RESOURCE_SERVER_TOKEN_RESOURCE_VALIDATOR"),
        "The resource of a view has to be in the token's audience exactly.",
        "oauth2_provider.oauth2_validators.validate_resource_as_url_prefix",
    ),
    *_each(
        "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT COMPLIANT_BCP_RFC9700_PASSWORD_GRANT COMPLIANT_BCP_RFC9700_PKCE_METHOD "
        "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS "
        "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE COMPLIANT_BCP_RFC9700_REFRESH_TOKEN "
        "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING "
        "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED",
        SAFER,
    ),
    *_each(
        "ALWAYS_RELOAD_OAUTHLIB_CORE CLEAR_EXPIRED_TOKENS_BATCH_SIZE CLEAR_EXPIRED_TOKENS_BATCH_INTERVAL",
        "`gatepost cleanup` and the worker delete what has expired.",
    ),
    loses(
        _key("DCR_ENABLED"),
        "Set `provider.registration` to `token` or `open`. Clients that registered themselves keep id and secret.",
        default=False,
    ),
    *_each(
        "DCR_REGISTRATION_PERMISSION_CLASSES DCR_REGISTRATION_SCOPE DCR_REGISTRATION_TOKEN_EXPIRE_SECONDS "
        "DCR_ROTATE_REGISTRATION_TOKEN_ON_UPDATE",
        "`provider.registration` and `provider.registration_tokens` decide who may register.",
    ),
    loses(_key("CIMD_ENABLED"), "Only documents at the hosts of `provider.client_id_hosts` are read.", default=False),
    becomes(_key("CIMD_ALLOWED_HOSTS"), "provider.client_id_hosts", [], _hosts),
    *_each(
        "CIMD_METADATA_FETCHER CIMD_REGISTRATION_PERMISSION_CLASSES CIMD_FETCH_TIMEOUT_SECONDS CIMD_MAX_DOCUMENT_SIZE "
        "CIMD_METADATA_MIN_AGE_SECONDS CIMD_METADATA_MAX_AGE_SECONDS CIMD_FAILURE_BACKOFF_SECONDS "
        "CIMD_MAX_CONCURRENT_FETCHES",
        "Documents are fetched from public addresses, within five seconds, up to 256 kB.",
    ),
    *_each(
        "OAUTH2_PROTECTED_RESOURCE_IDENTIFIER OAUTH2_PROTECTED_RESOURCE_AUTHORIZATION_SERVERS "
        "OAUTH2_PROTECTED_RESOURCE_BEARER_METHODS_SUPPORTED OAUTH2_PROTECTED_RESOURCE_NAME "
        "OAUTH2_PROTECTED_RESOURCE_DOCUMENTATION OAUTH2_PROTECTED_RESOURCE_POLICY_URI "
        "OAUTH2_PROTECTED_RESOURCE_TOS_URI",
        RESOURCE,
    ),
    loses(
        "REST_FRAMEWORK.DEFAULT_AUTHENTICATION_CLASSES",
        "Replace `oauth2_provider.contrib.rest_framework.OAuth2Authentication` by `gatepost.drf.OAuthAuthentication`.",
    ),
)
