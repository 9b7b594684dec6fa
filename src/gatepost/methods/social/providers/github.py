"""GitHub: OAuth 2, and a list of addresses of its own."""

from gatepost.methods.social.provider import Addresses, Ask, Audience, Provider

API = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}

PROVIDER = Provider(
    name="GitHub",
    docs="https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps",
    authorize="https://github.com/login/oauth/authorize",
    exchange="https://github.com/login/oauth/access_token",
    scopes=("read:user", "user:email"),
    asks=(
        Ask(name="user", url="https://api.github.com/user", headers=API),
        Ask(name="emails", url="https://api.github.com/user/emails", headers=API),
    ),
    audience=Audience(
        ask=Ask(
            name="check",
            url="https://api.github.com/applications/{client_id}/token",
            verb="POST",
            headers=API,
            body={"access_token": "{access_token}"},
            login="basic",
        ),
        client_id="check.app.client_id",
        subject="check.user.id",
    ),
    subject="user.id",
    emails=Addresses(path="emails"),
    vouches=True,
    full_name="user.name",
    username="user.login",
    picture="user.avatar_url",
)
