"""Microsoft: work, school and personal accounts; each tenant is an issuer of its own.

An administrator of a tenant can write any address into it, so that Microsoft vouches for none.
"""

from gatepost.methods.social.provider import Provider

HOST = "https://login.microsoftonline.com"

PROVIDER = Provider(
    name="Microsoft",
    docs="https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc",
    issuer=HOST + "/{claim:tid}/v2.0",
    authorize=HOST + "/{tenant}/oauth2/v2.0/authorize",
    exchange=HOST + "/{tenant}/oauth2/v2.0/token",
    keys=HOST + "/{tenant}/discovery/v2.0/keys",
    tenants=("common", "organizations", "consumers"),
    algorithms=("RS256",),
    subject=("claims.tid", "claims.oid"),
    email_verified="claims.xms_edov",
    options={"tenant": "common"},
)
