"""Heroku: its `verified` refers to payment, not to the address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Heroku",
    docs="https://devcenter.heroku.com/articles/oauth",
    authorize="https://id.heroku.com/oauth/authorize",
    exchange="https://id.heroku.com/oauth/token",
    scopes=("identity",),
    asks=(
        Ask(
            name="user",
            url="https://api.heroku.com/account",
            headers={"Accept": "application/vnd.heroku+json; version=3"},
        ),
    ),
    subject="user.id",
    email="user.email",
    email_verified="",
    full_name="user.name",
    username="",
    picture="",
)
