"""Slack: user ids are only unique within a workspace, whose administrators can set any address."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Slack",
    docs="https://docs.slack.dev/authentication/sign-in-with-slack/",
    issuer="https://slack.com",
    algorithms=("RS256",),
    subject=("claims.https://slack.com/team_id", "claims.sub"),
    username="",
)
