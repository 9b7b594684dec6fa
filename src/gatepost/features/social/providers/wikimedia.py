"""Wikimedia: one account for Wikipedia and its sister projects."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Wikimedia",
    docs="https://www.mediawiki.org/wiki/OAuth/For_Developers",
    authorize="https://meta.wikimedia.org/w/rest.php/oauth2/authorize",
    exchange="https://meta.wikimedia.org/w/rest.php/oauth2/access_token",
    scopes=(),
    asks=(Ask(name="user", url="https://meta.wikimedia.org/w/rest.php/oauth2/resource/profile"),),
    subject="user.sub",
    email="user.email",
    email_verified="user.confirmed_email",
    full_name="user.realname",
    username="user.username",
    picture="",
)
