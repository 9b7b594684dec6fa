"""Serializers of djoser's request bodies: fields and their error texts; the operations do the rest.

Each form checks what can be checked without the database. The exception is `current_password`, which is checked in its
field by the common operation, since djoser reports it together with errors of other fields; `proof` is the result.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string
from rest_framework import serializers
from rest_framework.serializers import Serializer
from rest_framework.utils.model_meta import FieldInfo
from rest_framework.validators import UniqueValidator

from gatepost import conf
from gatepost.accounts import queries
from gatepost.accounts.columns import by_kind, login_kind
from gatepost.dialects.djoser.settings import DjoserSettings
from gatepost.dialects.rest_framework import visits
from gatepost.dialects.rest_framework.lazy_text import lazy_text as _
from gatepost.dialects.rest_framework.name_rules import KnownAddressField, address_validators, rule
from gatepost.dialects.rest_framework.refusals import all_fields
from gatepost.dialects.rest_framework.taken_names import faults_of
from gatepost.dialects.rest_framework.view import well_formed
from gatepost.errors import Kind, Refused
from gatepost.features.password.operations.reauthenticate import confirm
from gatepost.flow import account_links
from gatepost.flow.proof import Proof
from gatepost.ground import text
from gatepost.ground.user_types import User

MISMATCH = _("The two {} fields didn't match.")
INVALID_PASSWORD = _("Invalid password.")
Form = serializers.Serializer[Any]


def password_field(**more: Any) -> serializers.CharField:
    """A field for a new password, with a maximum length that bounds the cost of hashing."""
    return serializers.CharField(
        max_length=text.PASSWORD_CHARACTERS, style={"input_type": "password"}, write_only=True, **more
    )


def current_password_field() -> serializers.CharField:
    """A field for an existing password, which may be longer than new ones."""
    return serializers.CharField(
        max_length=text.TYPED_PASSWORD_LENGTH, style={"input_type": "password"}, write_only=True
    )


def columns() -> tuple[str, ...]:
    """The columns of a record: those the user model requires, the primary key, and the login name."""
    model = get_user_model()
    names = (*model.REQUIRED_FIELDS, key_column(), login_column())
    return tuple(dict.fromkeys(names))


def key_column() -> str:
    """The name of the primary key; of a model with a parent, that of the parent's key."""
    key: Any = get_user_model()._meta.pk  # noqa: SLF001 - documented
    while key.remote_field is not None and key.remote_field.parent_link:
        key = key.remote_field.model._meta.pk  # noqa: SLF001
    return str(key.name)


@conf.composed
def login_column() -> str:
    """The user model's column for the login name."""
    return str(get_user_model().USERNAME_FIELD)


class UserForm(serializers.ModelSerializer[Any]):
    """A record. Uniqueness is left to the operation, whose insert decides; a query here could not prevent a race."""

    class Meta:
        model = get_user_model()

    def get_field_names(self, declared_fields: Mapping[str, Any], info: FieldInfo) -> Any:
        """Return the columns of a record, unless a subclass declares `Meta.fields`."""
        return super().get_field_names(declared_fields, info) if hasattr(self.Meta, "fields") else columns()

    def get_fields(self) -> dict[str, Any]:
        """Return the model's fields, with our rules for new names."""
        fields = super().get_fields()
        for kind, name in by_kind().items():
            if name in fields:
                kept = [one for one in fields[name].validators if not isinstance(one, UniqueValidator)]
                kept = address_validators(kept, new=True)
                fields[name].validators = [*kept, rule(kind, kept)]
        return fields


class Record(UserForm):
    """An existing record, whose login name is read-only."""

    shows_alike = True

    def get_extra_kwargs(self) -> Any:
        """Make the login name read-only; it has an endpoint of its own."""
        found = super().get_extra_kwargs()
        found[login_column()] = {**found.get(login_column(), {}), "read_only": True}
        return found


class SignUp(UserForm):
    """A new record."""

    stateless = shows_alike = True

    def get_field_names(self, declared_fields: Mapping[str, Any], info: FieldInfo) -> Any:
        """Return the columns in djoser's order, which the response shows."""
        if hasattr(self.Meta, "fields"):
            return super().get_field_names(declared_fields, info)
        model = get_user_model()
        names = (*model.REQUIRED_FIELDS, login_column(), key_column())
        return tuple(dict.fromkeys(names))

    def get_fields(self) -> dict[str, Any]:
        """Add the password, and its repetition depending on `djoser.user_create_password_retype`."""
        fields = {**super().get_fields(), "password": password_field()}
        if conf.read(DjoserSettings).user_create_password_retype:
            fields["re_password"] = password_field()
        return fields


class CurrentPassword(Form):
    """The caller's current password."""

    proof: Proof

    def get_fields(self) -> dict[str, Any]:
        """Add the password after the operation's own fields."""
        return {**super().get_fields(), "current_password": current_password_field()}

    def validate_current_password(self, value: str) -> str:
        """Check the password; counted by the limits, which refuse the whole request when exceeded."""
        try:
            self.proof = confirm(visits.visit_of(self.context["request"], wire="djoser"), password=value)
        except Refused as refused:
            if refused.kind is not Kind.WRONG or refused.refusals[0].retry_after is not None:
                raise
            raise serializers.ValidationError(INVALID_PASSWORD, "invalid_password") from refused
        return value


class _NewPassword(Form):
    retype = ""
    first = True

    def get_fields(self) -> dict[str, Any]:
        """Add the new password, and its repetition depending on the settings."""
        fields = {"new_password": password_field()}
        if getattr(conf.read(DjoserSettings), self.retype):
            fields["re_new_password"] = password_field()
        return {**fields, **super().get_fields()} if self.first else {**super().get_fields(), **fields}


class SetPassword(_NewPassword, CurrentPassword):
    """A new password, and the current one."""

    retype = "set_password_retype"


def new_name() -> str:
    """The field of a new name: djoser names it after what the model logs in by."""
    return f"new_{login_column()}"


def _differ(values: Mapping[str, Any]) -> bool:
    new = new_name()
    return str(values.get(f"re_{new}", values[new])) != str(values[new])


class _NewUsername(Form):
    retype = ""

    def get_fields(self) -> dict[str, Any]:
        """Add the new name, and its repetition depending on the settings."""
        fields = {new_name(): SignUp().get_fields()[login_column()]}
        if getattr(conf.read(DjoserSettings), self.retype):
            fields[f"re_{new_name()}"] = serializers.CharField()
        return {**super().get_fields(), **fields}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Compare the repetition."""
        if _differ(attrs):
            raise serializers.ValidationError(MISMATCH.format(login_column()), "username_mismatch")
        return attrs


class SetUsername(_NewUsername, CurrentPassword):
    """A new username, and the current password."""

    retype = "set_username_retype"


class Link(Form):
    """The parts of a mailed link."""

    uid = serializers.CharField()
    token = serializers.CharField()


class ResetPassword(_NewPassword, Link):
    """A link and a new password."""

    retype = "password_reset_confirm_retype"
    first = False


class ResetUsername(_NewUsername, Link):
    """A link and a new username."""

    retype = "username_reset_confirm_retype"


def faults_of_link(form: Serializer[Any], user: User, texts: Mapping[str, str]) -> dict[str, Any]:
    """The errors of a link and a new username, in djoser's order: the name, then its repetition, then the link.

    Args:
        form: A validated `ResetUsername`.
        user: The signed-in caller, if any.
        texts: Error texts by code.
    """
    faults = faults_of(form, new_name(), user=user, kind=login_kind())
    if own := {name: texts for name, texts in faults.items() if name not in ("uid", "token")}:
        return own
    valid = well_formed(form, faults)
    if _differ(valid):
        return {all_fields(): [MISMATCH.format(login_column())]}
    if not faults:
        return {}
    key = account_links.read_uid(valid["uid"]) if "uid" in valid else None
    known = key is not None and queries.user(key) is not None
    return {"token": [texts["invalid_token"]]} if known else {"uid": [texts["unknown_user"]]}


class Address(Form):
    """An email address."""

    email = KnownAddressField()


FORMS: dict[str, type[Form]] = {
    "user": Record,
    "current_user": Record,
    "user_create": SignUp,
    "user_delete": CurrentPassword,
    "set_password": SetPassword,
    "set_username": SetUsername,
    "activation": Link,
    "email": Address,
    "password_reset_confirm": ResetPassword,
    "username_reset_confirm": ResetUsername,
}


def form(name: str) -> type[Form]:
    """A form, or its replacement in `djoser.serializers`."""
    path = conf.read(DjoserSettings).serializers.get(name)
    found: type[Form] = import_string(path) if path else FORMS[name]
    return found
