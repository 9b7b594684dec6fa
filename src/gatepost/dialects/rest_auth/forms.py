"""The bodies of this dialect's operations: fields and their texts; what they mean is for the operations."""

from datetime import UTC
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from gatepost import conf
from gatepost.accounts.account import email_column, username_column
from gatepost.accounts.settings import AccountsSettings
from gatepost.dialects.rest_auth.settings import RestAuthSettings
from gatepost.ground import text

PASSWORD_LENGTH = 128
USERNAME = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."
Form = serializers.Serializer[Any]


def _password(**more: Any) -> serializers.CharField:
    return serializers.CharField(style={"input_type": "password"}, write_only=True, **more)


def names_somebody(value: str) -> None:
    """Let a user name pass whose signs the user model allows and which hides nothing.

    Raises:
        ValidationError: It is none.
    """
    column = username_column()
    if column is not None:
        field: Any = get_user_model()._meta.get_field(column)  # noqa: SLF001
        field.run_validators(value)
    if text.canonical_username(value) is None:
        raise serializers.ValidationError(USERNAME)


class Login(Form):
    """A name or an address, and a password."""

    username = serializers.CharField(required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)
    password = _password()


class PasswordChange(Form):
    """The new password twice, and the present one by setting."""

    old_password = _password(max_length=PASSWORD_LENGTH)
    new_password1 = _password(max_length=PASSWORD_LENGTH)
    new_password2 = _password(max_length=PASSWORD_LENGTH)

    def get_fields(self) -> dict[str, Any]:
        """Without the present one where it is not asked for."""
        fields = super().get_fields()
        if not conf.read(RestAuthSettings).old_password_field_enabled:
            del fields["old_password"]
        return fields


class PasswordReset(Form):
    """Whose password is lost."""

    email = serializers.EmailField()


class PasswordResetConfirm(Form):
    """A new password twice, and what the mailed link holds."""

    new_password1 = _password(max_length=PASSWORD_LENGTH)
    new_password2 = _password(max_length=PASSWORD_LENGTH)
    uid = serializers.CharField()
    token = serializers.CharField()


class Register(Form):
    """A new account; `values` is what the operation takes of it."""

    username = serializers.CharField(max_length=text.USERNAME_LENGTH, min_length=1)
    email = serializers.EmailField(max_length=text.EMAIL_LENGTH)
    password1 = _password()
    password2 = _password()

    def get_fields(self) -> dict[str, Any]:
        """What the settings ask for, in their order, and declared further fields."""
        own, extra = super().get_fields(), conf.read(AccountsSettings).extra_fields
        asked: dict[str, Any] = {}
        for entry in conf.read(RestAuthSettings).signup_fields:
            name = entry.rstrip("*")
            if name in ("username", "email"):
                asked[name] = own[name]
            elif name in extra:
                asked[name] = serializers.CharField(max_length=extra[name].max_length)
            else:
                continue
            asked[name].required = entry.endswith("*")
        declared = {name: field for name, field in own.items() if name not in ("username", "email")}
        return {**asked, **declared}

    def validate_username(self, value: str) -> str:
        """Whether it can be somebody's name."""
        names_somebody(value)
        return value

    def validate_email(self, value: str) -> str:
        """Whether it can be somebody's address."""
        if value and text.canonical_email(value) is None:
            raise serializers.ValidationError(str(serializers.EmailField.default_error_messages["invalid"]))
        return value

    def values(self) -> dict[str, str]:
        """Names by kind and declared further fields by name."""
        known = {"username", "email", *conf.read(AccountsSettings).extra_fields}
        return {name: value for name, value in self.validated_data.items() if name in known}


class Key(Form):
    """What a confirmation mail holds."""

    key = serializers.CharField()


class ResendEmail(Form):
    """An address that waits to be proved."""

    email = serializers.EmailField()


class Token(Form):
    """What a login with a key answers."""

    key = serializers.CharField()


def _shown() -> tuple[str, ...]:
    model = get_user_model()
    names = (username_column(), email_column(), "first_name", "last_name")
    there = {field.name for field in model._meta.concrete_fields}  # noqa: SLF001
    return ("pk", *dict.fromkeys(name for name in names if name in there and name is not None))


def _hides_nothing(value: str) -> None:
    if len(value) <= text.USERNAME_LENGTH and text.canonical_username(value) is None:
        raise serializers.ValidationError(USERNAME)


class UserDetails(serializers.ModelSerializer[Any]):
    """One's own record. Whether a name is taken is for the operation: one statement decides, not two."""

    class Meta:
        model = get_user_model()

    def get_field_names(self, declared_fields: Any, info: Any) -> Any:
        """The columns of a record, unless a subclass says which."""
        return super().get_field_names(declared_fields, info) if hasattr(self.Meta, "fields") else _shown()

    def get_fields(self) -> dict[str, Any]:
        """The model's own; an address is changed elsewhere."""
        fields = super().get_fields()
        if (email := email_column()) is not None and email in fields:
            fields[email].read_only = True
        if (name := username_column()) is not None and name in fields:
            kept = [one for one in fields[name].validators if not isinstance(one, UniqueValidator)]
            fields[name].validators = [*kept, _hides_nothing]
        return fields


class Jwt(Form):
    """What a login with signed tokens answers."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    user = serializers.SerializerMethodField()
    access_expiration = serializers.DateTimeField(default_timezone=UTC)
    refresh_expiration = serializers.DateTimeField(default_timezone=UTC)

    def get_fields(self) -> dict[str, Any]:
        """The two moments by setting."""
        fields = super().get_fields()
        if not conf.read(RestAuthSettings).jwt_auth_return_expiration:
            del fields["access_expiration"], fields["refresh_expiration"]
        return fields

    def get_user(self, made: dict[str, Any]) -> Any:
        """Whose they are."""
        return form("user_details")(made["user"], context=self.context).data


FORMS: dict[str, Any] = {
    "login": Login,
    "register": Register,
    "user_details": UserDetails,
    "password_change": PasswordChange,
    "password_reset": PasswordReset,
    "password_reset_confirm": PasswordResetConfirm,
    "token": Token,
    "jwt": Jwt,
}


def form(name: str) -> Any:
    """A form, or what stands in for it by setting."""
    path = conf.read(RestAuthSettings).serializers.get(name)
    return import_string(path) if path else FORMS[name]
