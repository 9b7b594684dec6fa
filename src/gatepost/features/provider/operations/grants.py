"""Whether a grant is still valid, and how it is revoked."""

from gatepost.features.provider import grant_queries, queries
from gatepost.features.provider.models import Grant
from gatepost.features.provider.operations import back_channel
from gatepost.ground import clock, database
from gatepost.ground.user_types import UserId
from gatepost.sessions import issue


def is_valid(grant: Grant) -> bool:
    """Whether a grant that was read with client, user and session is valid.

    No query; one for each grant behind one that was made by a token exchange.
    """
    if not _is_valid_itself(grant):
        return False
    if grant.parent_id is None:
        return True
    parent = grant_queries.parent(grant.parent_id, grant.parent_token)
    return parent is not None and is_valid(parent)


def _is_valid_itself(grant: Grant) -> bool:
    now, user, session = clock.now(), grant.user, grant.session
    if grant.expires_at <= now or grant.client.disabled_at is not None:
        return False
    if user is None:
        return True
    if not user.is_active:
        return False
    if grant.session_id is None:
        return issue.same_password(user, grant.auth_hash)
    return (
        session is not None
        and session.user_id == user.pk
        and session.expires_at > now
        and issue.same_password(user, session.auth_hash)
    )


def revoke(grant: Grant) -> bool:
    """Guard: revoke a grant with its code and every token of it; of concurrent calls one gets True."""

    def delete() -> bool:
        if grant.family_id is not None:
            queries.delete_families(id=grant.id)
        return queries.delete_grants(id=grant.id) == 1

    return database.retry_transaction_on_deadlock(delete)


def revoke_all(user_id: UserId) -> None:
    """Revoke every grant of a user and tell the clients.

    On these events `flow.revocation` ends all refresh families, those of the grants too. What devices have not redeemed
    yet ends with the password or the account.
    """
    back_channel.access_ended(user_id)
    queries.delete_grants(user_id=user_id)


def revoke_all_and_devices(user_id: UserId) -> None:
    """Revoke every grant of a user, and what devices have not redeemed yet, where the password stays the same."""
    queries.delete_answered_device_requests(user_id=user_id)  # first: a poll makes a grant
    revoke_all(user_id)


def revoke_all_and_consents(user_id: UserId) -> None:
    """Revoke every grant of a user and withdraw every consent: a stranger may have given them earlier."""
    revoke_all_and_devices(user_id)
    queries.delete_consents(user_id)
