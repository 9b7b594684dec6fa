"""Globus signs with RS512, and does not say whether an address is verified."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Globus",
    docs="https://docs.globus.org/api/auth/reference/",
    issuer="https://auth.globus.org",
    algorithms=("RS512",),
    client_login="basic",
    email_verified="",
    picture="",
)
