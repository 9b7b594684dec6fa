"""Atlassian (Jira, Confluence): an organization's administrators can set any address."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Atlassian",
    docs="https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/",
    authorize="https://auth.atlassian.com/authorize",
    exchange="https://auth.atlassian.com/oauth/token",
    scopes=("read:me",),
    params={"audience": "api.atlassian.com", "prompt": "consent"},
    asks=(Ask(name="user", url="https://api.atlassian.com/me"),),
    subject="user.account_id",
    email="user.email",
    email_verified="",
    full_name="user.name",
    username="user.nickname",
    picture="user.picture",
)
