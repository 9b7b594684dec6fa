"""The queries about the stored languages of users, one per function."""

from collections.abc import Collection

from django.db import router
from django.db.models import QuerySet

from gatepost.accounts.models import AccountLanguage
from gatepost.ground.prebuilt_queries import Insert
from gatepost.ground.prebuilt_value_queries import Values
from gatepost.ground.user_types import UserId

_language = Values(AccountLanguage, lambda rows, user_id: rows.filter(user_id=user_id).values_list("code"))
_insert = Insert(AccountLanguage, keeps=True)


def _languages() -> QuerySet[AccountLanguage]:
    return AccountLanguage.objects.using(router.db_for_write(AccountLanguage))


def language(user_id: UserId) -> str:
    """The stored language of a user; empty if there is none."""
    return next((str(code) for (code,) in _language(user_id=user_id)), "")


def languages(user_ids: Collection[UserId]) -> dict[UserId, str]:
    """The stored languages of those users who have one."""
    return dict(_languages().filter(user_id__in=user_ids).values_list("user_id", "code"))


def add_language(user_id: UserId, code: str) -> None:
    """Guard: store a user's language; a stored one is kept."""
    _insert(AccountLanguage(user_id=user_id, code=code))


def replace_language(user_id: UserId, code: str) -> int:
    """Replace a stored language; 0 if there is none."""
    return _languages().filter(user_id=user_id).update(code=code)
