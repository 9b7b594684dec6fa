"""Okta: the issuer is the organization's URL, or one of its authorization servers."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Okta",
    docs="https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/",
    issuer="{issuer}",
    algorithms=("RS256",),
    options={"issuer": ""},
)
