"""Frappe and ERPNext, self-hosted."""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Frappe",
    docs="https://docs.frappe.io/framework/user/en/guides/integration/rest_api/oauth-2",
    authorize="{server}/api/method/frappe.integrations.oauth2.authorize",
    exchange="{server}/api/method/frappe.integrations.oauth2.get_token",
    scopes=("openid", "all"),
    asks=(Ask(name="user", url="{server}/api/method/frappe.integrations.oauth2.openid_profile"),),
    subject="user.sub",
    email="user.email",
    email_verified="",
    full_name="user.name",
    username="",
    picture="user.picture",
    options={"server": ""},
)
