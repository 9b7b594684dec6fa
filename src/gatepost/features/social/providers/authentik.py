"""authentik: each application is an issuer of its own, which ends with a slash."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="authentik",
    docs="https://docs.goauthentik.io/add-secure-apps/providers/oauth2/",
    issuer="{server}/application/o/{application}/",
    options={"server": "", "application": ""},
)
