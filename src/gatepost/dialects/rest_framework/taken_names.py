"""Reports a taken username together with the errors of other fields, as the original packages do."""

from typing import Any

from rest_framework.exceptions import ErrorDetail
from rest_framework.serializers import Serializer

from gatepost.accounts import columns
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.refusals import all_fields
from gatepost.dialects.rest_framework.view import well_formed
from gatepost.features.account.operations import names as own_account
from gatepost.ground.user_types import User

TAKEN = _("A user with that username already exists.")


def taken_text(kind: str) -> str:
    """The text of the original packages for a taken name, which is the one of the model's field."""
    field = columns.field(kind)
    if field is None:
        return TAKEN
    names = {"model_name": field.model._meta.verbose_name, "field_label": field.verbose_name}  # noqa: SLF001 - documented
    return str(field.error_messages["unique"] % names)


def faults_of(
    form: Serializer[Any], field: str | None, *, user: User | None = None, kind: str = "username", code: str = "unique"
) -> dict[str, Any]:
    """The errors of a validated form, including a taken name, in the order of its fields.

    This is a report only: whether the name is available is decided by the operation, which refuses a taken one.

    Args:
        form: A form with a new name.
        field: The name's field; None if the form has none.
        user: The user who wants the name; None for an anonymous visitor.
        kind: `email`, `username` or `phone`.
        code: What a project's `EXCEPTION_HANDLER` finds as the code of a taken name.
    """
    faults = dict(form.errors)
    name = well_formed(form, faults).get(field) if field is not None and field not in faults else None
    if name and own_account.name_taken(user, str(name), kind=kind):
        faults[str(field)] = [ErrorDetail(taken_text(kind), code)]
        faults.pop(all_fields(), None)  # cross-field errors are only reported once each field is valid
    return {one: faults[one] for one in dict.fromkeys([*form.fields, *faults]) if one in faults}
