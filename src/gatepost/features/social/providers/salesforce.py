"""Salesforce: the subject is a URL with organization and user; administrators can set any address."""

from gatepost.features.social.provider import Provider

PROVIDER = Provider(
    name="Salesforce",
    docs="https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_openid.htm",
    issuer="{server}",
    algorithms=("RS256",),
    options={"server": "https://login.salesforce.com"},
)
