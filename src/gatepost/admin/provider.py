"""Admin page of the apps that log users in here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gatepost.errors import Refused
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import clients
from gatepost.ground import audit


class ClientForm(forms.ModelForm):  # type: ignore[type-arg]
    """A client, validated as by the command."""

    class Meta:
        model = OAuthClient
        fields = (
            "name", "first_party", "native", "verified", "redirect_uris", "post_logout_redirect_uris", "grant_types",
            "scope", "audiences", "token_format", "jwks", "jwks_uri", "id_token_alg", "logo_uri", "client_uri",
            "policy_uri", "tos_uri", "backchannel_logout_uri",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse what would be unsafe or could never work."""
        given: dict[str, Any] = super().clean() or {}
        lists = ("redirect_uris", "post_logout_redirect_uris", "grant_types", "audiences")
        row = OAuthClient(auth_method=self.instance.auth_method, confidential=self.instance.confidential)
        for name, value in given.items():
            texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
            if name in lists and not texts:
                raise forms.ValidationError({name: _("Enter a valid value.")})
            setattr(row, name, value)
        try:
            clients.check(row)
        except Refused as refused:
            raise forms.ValidationError(str(refused.refusals[0].text)) from None
        return given


@admin.action(description=_("Disable"), permissions=["change"])
def disable(_admin: object, request: HttpRequest, rows: QuerySet[OAuthClient]) -> None:
    """Refuse the selected clients, and with them every token that they hold."""
    for row in rows:
        clients.disable(row, by=str(request.user.pk))


class OAuthClientAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Apps that log users in here; `gatepost clients create` registers one, since its secret is shown once."""

    form = ClientForm
    list_display = ("client_id", "name", "confidential", "first_party", "verified", "source", "disabled_at")
    readonly_fields = ("client_id", "confidential", "auth_method", "source", "created_at", "disabled_at")
    actions = (disable,)
    search_fields = ("=client_id", "name")
    ordering = ("-created_at",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: the command that registers a client shows its secret."""
        return False

    def save_model(self, request: HttpRequest, obj: OAuthClient, form: Any, change: bool) -> None:  # noqa: FBT001
        """Write an audit event along."""
        super().save_model(request, obj, form, change)
        audit.record("oauth_client_changed", user_id=request.user.pk, client=obj.client_id)


PAGES = {OAuthClient: OAuthClientAdmin}
