"""The language of a mail to a user.

That of the request, if it has one and is the recipient's own. Mails that staff, a command or the worker cause, and
those that a user's request without a language causes, are in the stored language of the user. It is stored at the first
login in another language than LANGUAGE_CODE, and whenever the user chooses one.
"""

from django.conf import settings
from django.utils.translation import get_supported_language_variant

from gatepost.accounts import language_queries
from gatepost.accounts.accounts import Account
from gatepost.flow.visit import Visit
from gatepost.ground.user_types import UserId


def default() -> str:
    """LANGUAGE_CODE as requests are matched with it: `en` for `en-us`, if that is all that the project has."""
    try:
        return get_supported_language_variant(settings.LANGUAGE_CODE)
    except LookupError:
        return settings.LANGUAGE_CODE


def of(visit: Visit, user_id: UserId | None, known: str | None = None) -> str:
    """The language of a mail; empty for LANGUAGE_CODE.

    Args:
        visit: The request.
        user_id: The recipient; None if unknown.
        known: The stored language of the recipient, if loaded already; saves a query where it is needed.
    """
    own = visit.user is None or user_id is None or visit.user.pk == user_id
    if user_id is None or (visit.language and own):
        return visit.language
    if known is None and visit.user is None and visit.network:
        return ""  # a stranger's request costs the same whether or not its address has an account
    return language_queries.language(user_id) if known is None else known


def of_account(visit: Visit, account: Account | None) -> str:
    """The language of a mail to the owner of a loaded account; no query."""
    return of(visit, account.id, account.language) if account is not None else visit.language


def is_new(visit: Visit, account: Account) -> bool:
    """Whether a login is to store its language: its account has none, and it isn't LANGUAGE_CODE."""
    return bool(visit.language) and not account.language and visit.language != default()


def store(visit: Visit, account: Account) -> None:
    """Store the language of a login, if it is new; otherwise no query."""
    if is_new(visit, account):
        language_queries.add_language(account.id, visit.language)
