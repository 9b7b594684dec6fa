"""GitHub, at github.com or GitHub Enterprise: OAuth 2, with addresses at a separate endpoint.

Enterprise Server serves its API below `/api/v3` (https://docs.github.com/en/enterprise-server/rest), and its
administrators can set any address.
"""

from gatepost.features.social.provider import Addresses, Ask, Audience, Provider

API = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}

PROVIDER = Provider(
    name="GitHub",
    docs="https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps",
    authorize="{server}/login/oauth/authorize",
    exchange="{server}/login/oauth/access_token",
    scopes=("read:user", "user:email"),
    asks=(
        Ask(name="user", url="{api}/user", headers=API),
        Ask(name="emails", url="{api}/user/emails", headers=API),
    ),
    audience=Audience(
        ask=Ask(
            name="check",
            url="{api}/applications/{client_id}/token",
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
    options={"server": "https://github.com", "api": "https://api.github.com"},
    elsewhere={"api": "{server}/api/v3"},
)
