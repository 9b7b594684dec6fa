"""The bodies of djoser's operations: fields and their texts; what they mean is for the operations.

Each form checks what can be told of the text alone. `current_password` is checked in its field, by the operation that
every door uses, since this wire tells it beside the faults of other fields; `proof` is what that gave.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError as DjangoError
from django.utils.module_loading import import_string
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from gatepost import conf
from gatepost.accounts.account import email_column, username_column
from gatepost.dialects import door
from gatepost.dialects.djoser.settings import DjoserSettings
from gatepost.errors import Kind, Refused
from gatepost.flow.proof import Proof
from gatepost.ground import text
from gatepost.methods.password.operations.reauthenticate import confirm

INVALID_PASSWORD = "Invalid password."  # noqa: S105
INVALID_USERNAME = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."
INVALID_ADDRESS = "Enter a valid email address."
Form = serializers.Serializer[Any]


def password_field(**more: Any) -> serializers.CharField:
    """A field for a password; longer ones are not hashed."""
    return serializers.CharField(
        max_length=text.PASSWORD_SIGNS, style={"input_type": "password"}, write_only=True, **more
    )


def _rule(normal: Callable[[str], str | None], told: str, others: list[Any]) -> Callable[[str], None]:
    """Refuses text without a normal form, unless another rule of the field refuses it already."""

    def rule(value: str) -> None:
        if value and normal(value) is None and not any(_refuses(one, value) for one in others):
            raise serializers.ValidationError(told)

    return rule


def _refuses(validator: Any, value: str) -> bool:
    try:
        validator(value)
    except (DjangoError, serializers.ValidationError):
        return True
    return False


def columns() -> tuple[str, ...]:
    """Those of a record: what the user model requires, the primary key, and what it logs in by."""
    model = get_user_model()
    names = (*model.REQUIRED_FIELDS, model._meta.pk.name, login_column())  # noqa: SLF001
    return tuple(dict.fromkeys(names))


def login_column() -> str:
    """The user model's column for the user name, or for the address where it has no user name."""
    return username_column() or email_column() or get_user_model().USERNAME_FIELD


class UserForm(serializers.ModelSerializer[Any]):
    """A record. Whether a name is taken is for the operation: one statement decides, not two."""

    class Meta:
        model = get_user_model()

    def get_field_names(self, declared_fields: Any, info: Any) -> Any:
        """The columns of a record, unless a subclass says which."""
        return super().get_field_names(declared_fields, info) if hasattr(self.Meta, "fields") else columns()

    def get_fields(self) -> dict[str, Any]:
        """The model's own fields, with our own rule of what is a name."""
        fields = super().get_fields()
        rules = (
            (username_column(), text.canonical_username, INVALID_USERNAME),
            (email_column(), text.canonical_email, INVALID_ADDRESS),
        )
        for name, normal, told in rules:
            if name in fields:
                kept = [one for one in fields[name].validators if not isinstance(one, UniqueValidator)]
                fields[name].validators = [*kept, _rule(normal, told, kept)]
        return fields


class Record(UserForm):
    """A record that exists: the name stays."""

    def get_fields(self) -> dict[str, Any]:
        """The name is for reading alone."""
        fields = super().get_fields()
        fields[login_column()].read_only = True
        fields[login_column()].required = False
        return fields


class SignUp(UserForm):
    """A record to be made."""

    def get_field_names(self, declared_fields: Any, info: Any) -> Any:
        """In this wire's order."""
        if hasattr(self.Meta, "fields"):
            return super().get_field_names(declared_fields, info)
        model = get_user_model()
        names = (*model.REQUIRED_FIELDS, login_column(), model._meta.pk.name)  # noqa: SLF001
        return tuple(dict.fromkeys(names))

    def get_fields(self) -> dict[str, Any]:
        """With the password, once or twice."""
        fields = {**super().get_fields(), "password": password_field()}
        if conf.read(DjoserSettings).user_create_password_retype:
            fields["re_password"] = password_field()
        return fields


class CurrentPassword(Form):
    """The password of whoever asks."""

    proof: Proof

    def get_fields(self) -> dict[str, Any]:
        """Behind the fields of the act itself."""
        return {**super().get_fields(), "current_password": password_field()}

    def validate_current_password(self, value: str) -> str:
        """Check it; limits count. Whoever tried too often is refused as a whole."""
        try:
            self.proof = confirm(door.visit_of(self.context["request"]), password=text.password(value) or "")
        except Refused as refused:
            if refused.kind is not Kind.WRONG or refused.refusals[0].retry_after is not None:
                raise
            raise serializers.ValidationError(INVALID_PASSWORD) from refused
        return value


class _NewPassword(Form):
    retype = ""

    def get_fields(self) -> dict[str, Any]:
        """The new one, once or twice."""
        fields = {"new_password": password_field()}
        if getattr(conf.read(DjoserSettings), self.retype):
            fields["re_new_password"] = password_field()
        return {**fields, **super().get_fields()}


class SetPassword(_NewPassword, CurrentPassword):
    """A new password, and the present one."""

    retype = "set_password_retype"


class _NewUsername(Form):
    retype = ""

    def get_fields(self) -> dict[str, Any]:
        """The model's own field, once or twice."""
        fields = {"new_username": SignUp().get_fields()[login_column()]}
        if getattr(conf.read(DjoserSettings), self.retype):
            fields["re_new_username"] = serializers.CharField()
        return {**fields, **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Twice the same."""
        if attrs.get("re_new_username", attrs["new_username"]) != attrs["new_username"]:
            raise serializers.ValidationError("The two username fields didn't match.")
        return attrs


class SetUsername(_NewUsername, CurrentPassword):
    """A new user name, and the password."""

    retype = "set_username_retype"


class Link(Form):
    """What a mailed link holds."""

    uid = serializers.CharField()
    token = serializers.CharField()


class ResetPassword(_NewPassword, Link):
    """A link and a new password."""

    retype = "password_reset_confirm_retype"


class ResetUsername(_NewUsername, Link):
    """A link and a new user name."""

    retype = "username_reset_confirm_retype"


class Address(Form):
    """An address."""

    email = serializers.EmailField()


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
    """A form, or what stands in for it by setting."""
    path = conf.read(DjoserSettings).serializers.get(name)
    found: type[Form] = import_string(path) if path else FORMS[name]
    return found
