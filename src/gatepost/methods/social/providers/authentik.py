"""authentik: an issuer for each application, with a final slash."""

from gatepost.methods.social.provider import Provider

PROVIDER = Provider(
    name="authentik",
    docs="https://docs.goauthentik.io/add-secure-apps/providers/oauth2/",
    issuer="{server}/application/o/{application}/",
    options={"server": "", "application": ""},
)
