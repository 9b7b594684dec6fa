"""Dropbox: administrators of a team can change its members' addresses."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Dropbox",
    docs="https://developers.dropbox.com/oauth-guide",
    authorize="https://www.dropbox.com/oauth2/authorize",
    exchange="https://api.dropboxapi.com/oauth2/token",
    scopes=("account_info.read",),
    asks=(Ask(name="user", verb="POST", url="https://api.dropboxapi.com/2/users/get_current_account"),),
    subject="user.account_id",
    email="user.email",
    email_verified="user.email_verified",
    full_name="user.name.display_name",
    username="",
    picture="user.profile_photo_url",
)
