"""Xero has a separate user id besides `sub`."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Xero",
    docs="https://developer.xero.com/documentation/guides/oauth2/sign-up",
    issuer="https://identity.xero.com",
    algorithms=("RS256",),
    subject="claims.xero_userid",
    email_verified="",
    picture="",
)
