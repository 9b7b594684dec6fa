"""osu! provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="osu!",
    docs="https://osu.ppy.sh/docs/",
    authorize="https://osu.ppy.sh/oauth/authorize",
    exchange="https://osu.ppy.sh/oauth/token",
    scopes=("identify",),
    asks=(Ask(name="user", url="https://osu.ppy.sh/api/v2/me"),),
    subject="user.id",
    email="",
    email_verified="",
    full_name="",
    username="user.username",
    picture="user.avatar_url",
)
