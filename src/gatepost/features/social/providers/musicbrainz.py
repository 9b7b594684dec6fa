"""MusicBrainz: `sub` is the name, which can change; the numeric id is the subject."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="MusicBrainz",
    docs="https://musicbrainz.org/doc/Development/OAuth2",
    authorize="https://musicbrainz.org/oauth2/authorize",
    exchange="https://musicbrainz.org/oauth2/token",
    scopes=("profile", "email"),
    asks=(Ask(name="user", url="https://musicbrainz.org/oauth2/userinfo"),),
    subject="user.metabrainz_user_id",
    email="user.email",
    email_verified="user.email_verified",
    full_name="",
    username="user.sub",
    picture="",
)
