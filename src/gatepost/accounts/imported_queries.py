"""Finds the users who have the names of a batch."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model

from gatepost.accounts import columns
from gatepost.accounts.models import Identifier
from gatepost.ground import database


def by_claim(kind: str, forms: Sequence[str]) -> dict[str, Any]:
    """Primary keys of users by the normal form of a name that they hold."""
    rows = Identifier.objects.using(database.alias()).filter(kind=kind, claim__in=forms)
    return {str(claim): user_id for claim, user_id in rows.values_list("claim", "user_id")}


def by_column(kind: str, names: Sequence[str]) -> dict[str, Any]:
    """Primary keys of users by the name in the user model's column, where it is indexed."""
    field = columns.searchable(kind)
    accepted = [name for name in names if field is not None and columns.accepts(field, name)]
    if field is None or not accepted:
        return {}
    rows = get_user_model()._base_manager.using(database.alias())  # noqa: SLF001 - Django's documented name
    found = rows.filter(**{f"{field.name}__in": accepted}).values_list(field.name, "pk")
    return {str(name): key for name, key in found}
