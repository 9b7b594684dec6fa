"""GitLab, at gitlab.com or on a server of one's own, whose administrators can write any address."""

from gatepost.methods.social.provider import Provider

PROVIDER = Provider(
    name="GitLab",
    docs="https://docs.gitlab.com/integration/openid_connect_provider/",
    issuer="{server}",
    algorithms=("RS256",),
    options={"server": "https://gitlab.com"},
)
