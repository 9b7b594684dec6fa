"""Registrations at providers, and who logs in from where."""

from typing import Any, ClassVar

import msgspec
from django import forms
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gatepost.ground import audit, clock, keyring
from gatepost.methods.social import connection as connections
from gatepost.methods.social.models import SocialAccount, SocialConnection
from gatepost.methods.social.settings import ConnectionSettings


class ConnectionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A registration; the secret goes in and never comes out."""

    secret = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("Sealed when saved, and not shown again; leave it empty to keep the one that is there."),
    )

    class Meta:
        model = SocialConnection
        fields = ("name", "provider", "client_id", "settings", "enabled")

    def clean(self) -> dict[str, Any]:
        """Complain of what the settings file would complain of."""
        given: dict[str, Any] = super().clean() or {}
        settings = given.get("settings") or {}
        try:
            if not isinstance(settings, dict) or {"provider", "client_id", "secret"} & set(settings):
                raise forms.ValidationError(_("Settings are an object, without what has a field of its own."))
            whole = {**settings, "provider": given.get("provider", ""), "client_id": given.get("client_id", "")}
            connections.make(given.get("name") or self.instance.name, msgspec.convert(whole, ConnectionSettings))
        except (ImproperlyConfigured, msgspec.ValidationError) as error:
            raise forms.ValidationError(str(error)) from None
        return given


class SocialConnectionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Registrations at providers; in use while `social.admin` is on."""

    form = ConnectionForm
    list_display = ("name", "provider", "client_id", "enabled")
    fields = ("name", "provider", "client_id", "secret", "settings", "enabled")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        """The name is part of identities, and stays."""
        return ("name",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: SocialConnection, form: Any, change: bool) -> None:  # noqa: FBT001
        """Seal the secret."""
        if form.cleaned_data.get("secret"):
            obj.sealed = keyring.seal(connections.SEAL, form.cleaned_data["secret"].strip().encode(), obj.id.hex)
        if not change:
            obj.created_at = clock.now()
        super().save_model(request, obj, form, change)
        audit.record("connection_changed", user_id=request.user.pk, connection=obj.name)
        connections.forget()


class SocialAccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who logs in from where; deleting one takes that login away."""

    list_display = ("number", "connection", "subject", "user", "created_at", "last_used_at")
    fields: ClassVar[Any] = (*list_display, "email", "name")
    list_filter = ("connection",)
    list_select_related = ("user",)
    search_fields = ("=subject", "=email")
    ordering = ("-created_at",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """People add them by logging in."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Providers tell what stands there."""
        return False


PAGES = {SocialConnection: SocialConnectionAdmin, SocialAccount: SocialAccountAdmin}
