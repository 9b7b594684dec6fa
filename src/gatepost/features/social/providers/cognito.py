"""Amazon Cognito: one user pool, whose administrators can set any address."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Amazon Cognito",
    docs="https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html",
    issuer="https://cognito-idp.{region}.amazonaws.com/{pool}",
    algorithms=("RS256",),
    username="claims.cognito:username",
    options={"region": "", "pool": ""},
)
