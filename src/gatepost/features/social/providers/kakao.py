"""Kakao: a verified address may meanwhile belong to another account, so it is not trusted."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Kakao",
    docs="https://developers.kakao.com/docs/latest/en/kakaologin/rest-api",
    authorize="https://kauth.kakao.com/oauth/authorize",
    exchange="https://kauth.kakao.com/oauth/token",
    scopes=("account_email", "profile_nickname", "profile_image"),
    scope_separator=",",
    asks=(Ask(name="user", url="https://kapi.kakao.com/v2/user/me"),),
    subject="user.id",
    email="user.kakao_account.email",
    email_verified="user.kakao_account.is_email_verified",
    full_name="user.kakao_account.profile.nickname",
    username="",
    picture="user.kakao_account.profile.profile_image_url",
)
