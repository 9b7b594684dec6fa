"""Admin pages of social login: connections to providers, and the users' provider accounts."""

from typing import Any, ClassVar

import msgspec
from django import forms
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gatepost.features.social import connections
from gatepost.features.social.models import SocialAccount, SocialConnection
from gatepost.features.social.settings import ConnectionSettings
from gatepost.ground import audit, clock, keyring


class ConnectionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A connection; its secret is write-only."""

    secret = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("Encrypted when saved, and never shown again; leave empty to keep the current secret."),
    )

    class Meta:
        model = SocialConnection
        fields = ("name", "provider", "client_id", "settings", "enabled")

    def clean(self) -> dict[str, Any]:
        """Apply the same validation as to a connection in the settings."""
        given: dict[str, Any] = super().clean() or {}
        settings = given.get("settings") or {}
        try:
            if not isinstance(settings, dict) or {"provider", "client_id", "secret"} & set(settings):
                raise forms.ValidationError(_("Settings must be an object without the keys that have their own field."))
            whole = {**settings, "provider": given.get("provider", ""), "client_id": given.get("client_id", "")}
            connections.make(given.get("name") or self.instance.name, msgspec.convert(whole, ConnectionSettings))
        except (ImproperlyConfigured, msgspec.ValidationError) as error:
            raise forms.ValidationError(str(error)) from None
        return given


class SocialConnectionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Connections to providers; only used if `social.admin` is on."""

    form = ConnectionForm
    list_display = ("name", "provider", "client_id", "enabled")
    fields = ("name", "provider", "client_id", "secret", "settings", "enabled")

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> tuple[str, ...]:  # noqa: ARG002
        """Make the name read-only once saved: provider accounts are identified by it."""
        return ("name",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: SocialConnection, form: "ModelForm[Any]", change: bool) -> None:  # noqa: FBT001
        """Seal a new secret, write an audit event, and drop the cached connections."""
        if form.cleaned_data.get("secret"):
            obj.sealed = keyring.seal(connections.SEAL, form.cleaned_data["secret"].strip().encode(), obj.id.hex)
        if not change:
            obj.created_at = clock.now()
        super().save_model(request, obj, form, change)
        audit.record("connection_changed", user_id=request.user.pk, connection=obj.name)
        connections.forget()


class SocialAccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Provider accounts connected to users; deleting one disconnects it."""

    list_display = ("number", "connection", "subject", "user", "created_at", "last_used_at")
    fields: ClassVar[Any] = (*list_display, "email", "name")
    list_filter = ("connection",)
    list_select_related = ("user",)
    search_fields = ("=subject", "=email")
    ordering = ("-created_at",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Refuse: accounts are connected by logging in at the provider."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Refuse: the contents come from the provider."""
        return False


PAGES = {SocialConnection: SocialConnectionAdmin, SocialAccount: SocialAccountAdmin}
