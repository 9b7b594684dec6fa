"""Xero has an id of its own for a user, beside the subject."""

from gatepost.methods.social.provider import Provider

PROVIDER = Provider(
    name="Xero",
    docs="https://developer.xero.com/documentation/guides/oauth2/sign-up",
    issuer="https://identity.xero.com",
    algorithms=("RS256",),
    subject="claims.xero_userid",
    email_verified="",
    picture="",
)
