"""GitLab, at gitlab.com or self-hosted; administrators of a server can set any address."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="GitLab",
    docs="https://docs.gitlab.com/integration/openid_connect_provider/",
    issuer="{server}",
    algorithms=("RS256",),
    options={"server": "https://gitlab.com"},
)
