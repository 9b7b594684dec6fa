"""DigitalOcean."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="DigitalOcean",
    docs="https://docs.digitalocean.com/reference/api/oauth/",
    authorize="https://cloud.digitalocean.com/v1/oauth/authorize",
    exchange="https://cloud.digitalocean.com/v1/oauth/token",
    scopes=("read",),
    asks=(Ask(name="user", url="https://api.digitalocean.com/v2/account"),),
    subject="user.account.uuid",
    email="user.account.email",
    email_verified="user.account.email_verified",
    full_name="user.account.name",
    username="",
    picture="",
)
