"""Check that a token comes from an accepted tenant, for providers whose issuer differs by tenant.

The provider signs the tokens of all tenants with the same keys, so a valid signature says nothing about the tenant.
Source: https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens#validate-the-issuer
"""

from collections.abc import Mapping
from typing import Any

from gatepost.features.social.connections import TENANT_ID, Connection
from gatepost.features.social.protocol import metadata
from gatepost.features.social.protocol.fault import FaultReason, ProviderFault
from gatepost.features.social.provider import Tenants

CLAIM = "{claim:tid}"


def agrees(connection: Connection, claims: Mapping[str, Any]) -> bool:
    """Whether the issuer is that of the token's tenant, and the connection accepts that tenant.

    Raises:
        ProviderFault: The id of a tenant that is set by its domain can't be fetched.
    """
    tenant, rule = claims.get("tid"), connection.provider.tenants
    if rule is None or type(tenant) is not str or not TENANT_ID.fullmatch(tenant):
        return False
    return claims["iss"] == connection.issuer.replace(CLAIM, tenant) and _wanted(connection, rule, tenant)


def _wanted(connection: Connection, rule: Tenants, tenant: str) -> bool:
    chosen = connection.client.options["tenant"]
    if chosen == rule.every:
        return True
    if chosen in (rule.organizations, rule.personal):
        return (tenant == rule.personal_id) is (chosen == rule.personal)
    return tenant == (chosen if TENANT_ID.fullmatch(chosen) else _id_of(connection, rule.document))


def _id_of(connection: Connection, document: str) -> str:
    """The id of a tenant that is set by its domain, taken from the issuer in its discovery document."""
    url = connection.filled(document)
    before, _, after = connection.issuer.partition(CLAIM)
    said = metadata.document(url).get("issuer")
    found = said.removeprefix(before).removesuffix(after) if isinstance(said, str) else ""
    if not TENANT_ID.fullmatch(found) or said != connection.issuer.replace(CLAIM, found):
        raise ProviderFault(FaultReason.UNTRUE, f"the document at {url} names no tenant")
    return found
