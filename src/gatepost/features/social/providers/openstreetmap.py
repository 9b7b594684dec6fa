"""OpenStreetMap provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="OpenStreetMap",
    docs="https://wiki.openstreetmap.org/wiki/OAuth",
    authorize="https://www.openstreetmap.org/oauth2/authorize",
    exchange="https://www.openstreetmap.org/oauth2/token",
    scopes=("read_prefs",),
    asks=(Ask(name="user", url="https://api.openstreetmap.org/api/0.6/user/details.json"),),
    subject="user.user.id",
    email="",
    email_verified="",
    full_name="user.user.display_name",
    username="user.user.display_name",
    picture="user.user.img.href",
)
