"""ORCID tells the iD and a name, and no address."""

from gatepost.methods.social.provider import Provider

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
