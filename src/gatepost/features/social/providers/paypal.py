"""PayPal: a user has a different id for each registered app."""

from gatepost.features.social.provider import Addresses, Ask, Provider

PROVIDER = Provider(
    name="PayPal",
    docs="https://developer.paypal.com/docs/log-in-with-paypal/integrate/",
    authorize="https://www.paypal.com/signin/authorize",
    exchange="https://api-m.paypal.com/v1/oauth2/token",
    scopes=("openid", "profile", "email"),
    client_login="basic",
    asks=(
        Ask(
            name="user",
            url="https://api-m.paypal.com/v1/identity/oauth2/userinfo",
            params={"schema": "paypalv1.1"},
        ),
    ),
    subject="user.user_id",
    emails=Addresses(path="user.emails", email="value", verified=""),
    full_name="user.name",
    username="",
    picture="",
)
