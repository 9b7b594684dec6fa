"""SoundCloud identifies a user by a URN, and provides no address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="SoundCloud",
    docs="https://developers.soundcloud.com/docs/api/guide#authentication",
    authorize="https://secure.soundcloud.com/authorize",
    exchange="https://secure.soundcloud.com/oauth/token",
    scopes=(),
    asks=(
        Ask(
            name="user",
            url="https://api.soundcloud.com/me",
            headers={"Authorization": "OAuth {access_token}"},
            login="none",
        ),
    ),
    subject="user.urn",
    email="",
    email_verified="",
    full_name="user.full_name",
    username="user.username",
    picture="user.avatar_url",
)
