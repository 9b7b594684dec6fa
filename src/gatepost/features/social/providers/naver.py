"""Naver: the returned fields are chosen when registering the app."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Naver",
    docs="https://developers.naver.com/docs/login/api/api.md",
    authorize="https://nid.naver.com/oauth2.0/authorize",
    exchange="https://nid.naver.com/oauth2.0/token",
    scopes=(),
    asks=(Ask(name="user", url="https://openapi.naver.com/v1/nid/me"),),
    subject="user.response.id",
    email="user.response.email",
    email_verified="",
    full_name="user.response.name",
    username="",
    picture="user.response.profile_image",
)
