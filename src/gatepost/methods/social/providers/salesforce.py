"""Salesforce: a subject is an address that names organisation and user; administrators write addresses."""

from gatepost.methods.social.provider import Provider

PROVIDER = Provider(
    name="Salesforce",
    docs="https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_openid.htm",
    issuer="{server}",
    algorithms=("RS256",),
    options={"server": "https://login.salesforce.com"},
)
