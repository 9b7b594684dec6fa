"""Patreon, with a JSON:API."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Patreon",
    docs="https://docs.patreon.com/#oauth",
    authorize="https://www.patreon.com/oauth2/authorize",
    exchange="https://www.patreon.com/api/oauth2/token",
    scopes=("identity", "identity[email]"),
    asks=(
        Ask(
            name="user",
            url="https://www.patreon.com/api/oauth2/v2/identity",
            params={"fields[user]": "email,full_name,image_url,is_email_verified,vanity"},
        ),
    ),
    subject="user.data.id",
    email="user.data.attributes.email",
    email_verified="user.data.attributes.is_email_verified",
    full_name="user.data.attributes.full_name",
    username="user.data.attributes.vanity",
    picture="user.data.attributes.image_url",
)
