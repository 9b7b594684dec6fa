"""Microsoft: work, school and personal accounts; each tenant is a separate issuer.

A tenant's administrators can set any address, so Microsoft does not vouch for addresses.
"""

from gatepost.features.social.provider import Provider, Tenants

HOST = "https://login.microsoftonline.com"

PROVIDER = Provider(
    name="Microsoft",
    docs="https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc",
    issuer=HOST + "/{claim:tid}/v2.0",
    authorize=HOST + "/{tenant}/oauth2/v2.0/authorize",
    exchange=HOST + "/{tenant}/oauth2/v2.0/token",
    keys=HOST + "/{tenant}/discovery/v2.0/keys",
    tenants=Tenants(
        every="common",
        organizations="organizations",
        personal="consumers",
        personal_id="9188040d-6c67-4c5b-b112-36a304b66dad",
        document=HOST + "/{tenant}/v2.0/.well-known/openid-configuration",
    ),
    algorithms=("RS256",),
    subject=("claims.tid", "claims.oid"),
    email_verified="claims.xms_edov",
    options={"tenant": "common"},
)
