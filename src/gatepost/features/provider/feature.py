"""Registers the feature: the OAuth 2.1 and OpenID provider."""

from gatepost.features.provider import purposes, queries
from gatepost.features.provider.api import ENDPOINTS
from gatepost.features.provider.operations import back_channel, grants
from gatepost.features.provider.settings import ProviderSettings
from gatepost.flow.feature import Feature

FEATURE = Feature(
    name="provider",
    title="Apps that log in here",
    place=75,
    settings=(ProviderSettings,),
    purposes=purposes.ALL,
    endpoints=ENDPOINTS,
    limits={
        "oauth_authorize_network": ("120/60",),
        "oauth_token_network": ("600/60",),
        "oauth_failed_network": ("120/60",),
        "oauth_moved_secret_network": ("60/60",),
        "oauth_registration_network": ("30/600",),
        "oauth_registration_any": ("500/3600", "2000/86400"),
        "oauth_device_code_user": ("10/60",),
        "oauth_device_code_network": ("60/60",),
    },
    cleanup={
        "grants": queries.delete_expired_grants,
        "access tokens": queries.delete_expired_access,
        "devices": queries.delete_expired_device_requests,
        "unused clients": queries.delete_unused_clients,
    },
    sessions_ended=back_channel.sessions_ended,
    senders={back_channel.CHANNEL: back_channel.deliver},
    revokes={
        "password_changed": grants.revoke_all,
        "logged_out_everywhere": grants.revoke_all_and_devices,
        "account_disabled": grants.revoke_all_and_devices,
        "account_deleted": grants.revoke_all,
        "address_verified": grants.revoke_all_and_consents,
        "account_recovered": grants.revoke_all_and_consents,
    },
)
