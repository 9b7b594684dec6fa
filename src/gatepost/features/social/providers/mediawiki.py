"""MediaWiki with its OAuth extension; `server` ends in the script path, for example https://wiki.example.org/w."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="MediaWiki",
    docs="https://www.mediawiki.org/wiki/Extension:OAuth",
    authorize="{server}/rest.php/oauth2/authorize",
    exchange="{server}/rest.php/oauth2/access_token",
    scopes=(),
    asks=(Ask(name="user", url="{server}/rest.php/oauth2/resource/profile"),),
    subject="user.sub",
    email="user.email",
    email_verified="user.confirmed_email",
    full_name="user.realname",
    username="user.username",
    picture="",
    options={"server": ""},
)
