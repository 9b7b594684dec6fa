"""Nextcloud, self-hosted; its administrators can set any address.

It has no scopes: a token grants everything that its user may do.
"""

from gatepost.features.social.provider import Ask, Provider

PROVIDER = Provider(
    name="Nextcloud",
    docs="https://docs.nextcloud.com/server/stable/admin_manual/configuration_server/oauth2.html",
    authorize="{server}/index.php/apps/oauth2/authorize",
    exchange="{server}/index.php/apps/oauth2/api/v1/token",
    scopes=(),
    asks=(
        Ask(
            name="user",
            url="{server}/ocs/v2.php/cloud/user",
            params={"format": "json"},
            headers={"OCS-APIRequest": "true"},
        ),
    ),
    subject="user.ocs.data.id",
    email="user.ocs.data.email",
    email_verified="",
    full_name="user.ocs.data.displayname",
    username="user.ocs.data.id",
    picture="",
    options={"server": ""},
)
