"""Discord: the picture is only a hash, and left out."""

from gatepost.features.social.provider import Ask, Audience, Provider

PROVIDER = Provider(
    name="Discord",
    docs="https://discord.com/developers/docs/topics/oauth2",
    authorize="https://discord.com/oauth2/authorize",
    exchange="https://discord.com/api/oauth2/token",
    scopes=("identify", "email"),
    asks=(Ask(name="user", url="https://discord.com/api/users/@me"),),
    audience=Audience(
        ask=Ask(name="current", url="https://discord.com/api/oauth2/@me"),
        client_id="current.application.id",
        subject="current.user.id",
    ),
    vouches=True,
    subject="user.id",
    email="user.email",
    email_verified="user.verified",
    full_name="user.global_name",
    username="user.username",
    picture="",
)
