"""Social login at the company's own OAuth 2 server."""

from gatepost import Provider
from gatepost.extending import Ask

PROVIDER = Provider(
    name="Intranet",
    docs="https://intranet.example.org/developers",
    authorize="{server}/authorize",
    exchange="{server}/token",
    scopes=("profile",),
    asks=(Ask(name="user", url="{server}/api/me"),),
    subject="user.id",
    email="user.mail",
    email_verified="user.mail_confirmed",
    vouches=True,  # it confirms each address itself
    full_name="user.name",
    username="user.login",
    picture="",
    options={"server": "https://intranet.example.org"},
)
