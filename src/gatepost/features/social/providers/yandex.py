"""Yandex: the profile contains the client that the token was issued to."""

from gatepost.features.social.provider import Ask, Audience, Provider

INFO = Ask(
    name="info",
    url="https://login.yandex.ru/info",
    params={"format": "json"},
    headers={"Authorization": "OAuth {access_token}"},
    login="none",
)

PROVIDER = Provider(
    name="Yandex",
    docs="https://yandex.com/dev/id/doc/en/",
    authorize="https://oauth.yandex.com/authorize",
    exchange="https://oauth.yandex.com/token",
    scopes=("login:email", "login:info"),
    asks=(INFO,),
    audience=Audience(ask=INFO, client_id="info.client_id", subject="info.id"),
    subject="info.id",
    email="info.default_email",
    email_verified="",
    full_name="info.real_name",
    username="info.login",
    picture="",
)
