"""ORCID returns the iD and a name, but no address."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="ORCID",
    docs="https://info.orcid.org/documentation/api-tutorials/api-tutorial-get-and-authenticated-orcid-id/",
    issuer="https://orcid.org",
    algorithms=("RS256",),
    scopes=("openid",),
    email="",
    email_verified="",
    full_name="token.name",
    username="",
    picture="",
)
