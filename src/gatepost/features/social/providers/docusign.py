"""DocuSign; its `host` is account-d.docusign.com during development."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="DocuSign",
    docs="https://developers.docusign.com/platform/auth/confidential-authcode-get-token/",
    authorize="https://{host}/oauth/auth",
    exchange="https://{host}/oauth/token",
    scopes=("signature",),
    client_login="basic",
    asks=(Ask(name="user", url="https://{host}/oauth/userinfo"),),
    subject="user.sub",
    email="user.email",
    email_verified="",
    full_name="user.name",
    username="",
    picture="",
    options={"host": "account.docusign.com"},
)
