"""Mailchimp: an account has several logins, each of which is a user."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Mailchimp",
    docs="https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/",
    authorize="https://login.mailchimp.com/oauth2/authorize",
    exchange="https://login.mailchimp.com/oauth2/token",
    scopes=(),
    asks=(
        Ask(
            name="user",
            url="https://login.mailchimp.com/oauth2/metadata",
            headers={"Authorization": "OAuth {access_token}"},
            login="none",
        ),
    ),
    subject="user.login.login_id",
    email="user.login.login_email",
    email_verified="",
    full_name="",
    username="user.login.login_name",
    picture="user.login.avatar",
)
