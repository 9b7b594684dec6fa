"""Admin page of the apps that log users in here."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from gatepost.errors import Refused
from gatepost.features.provider.models import OAuthClient
from gatepost.features.provider.operations import clients
from gatepost.features.provider.operations.client_authentication import METHODS
from gatepost.features.provider.operations.clients import NewClient
from gatepost.ground import audit
from gatepost.ground.prebuilt_row_queries import values_of

MADE = "_gatepost_new_client"
"""Where a request has the client that it made, until the response shows its secret."""


class ClientForm(forms.ModelForm):  # type: ignore[type-arg]
    """A client, validated as by the command."""

    class Meta:
        model = OAuthClient
        fields: tuple[str, ...] = (
            "name", "first_party", "native", "verified", "redirect_uris", "post_logout_redirect_uris", "grant_types",
            "scope", "audiences", "exchange_resources", "token_format", "jwks", "jwks_uri", "id_token_alg",
            "id_token_encryption", "userinfo_alg", "userinfo_encryption", "logo_uri", "client_uri", "policy_uri",
            "tos_uri", "backchannel_logout_uri",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse what would be unsafe or could never work."""
        given: dict[str, Any] = super().clean() or {}
        lists = clients.LISTS
        method = given.get("auth_method", self.instance.auth_method)
        row = OAuthClient(auth_method=method, confidential=method != "none")
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


class NewClientForm(ClientForm):
    """A new client, which also says how it will authenticate."""

    auth_method = forms.ChoiceField(choices=[(name, name) for name in METHODS], initial="client_secret_basic")

    class Meta(ClientForm.Meta):
        fields = ("name", "auth_method", *ClientForm.Meta.fields[1:])


def shown_once(request: HttpRequest, made: NewClient) -> HttpResponse:
    """The page with a new secret; nothing else has it, since messages are stored in clear."""
    context = {**admin.site.each_context(request), "title": made.row.name, "client": made.row, "secret": made.secret}
    return TemplateResponse(request, "gatepost/oauth_client_secret.html", context)


@admin.action(description=_("Create a new secret"), permissions=["change"])
def rotate_secret(page: "OAuthClientAdmin", request: HttpRequest, rows: QuerySet[OAuthClient]) -> HttpResponse | None:
    """Create a new secret of one client and show it; the present one stays valid for a week."""
    row = rows.first()
    if row is None or rows.count() != 1:
        page.message_user(request, _("Select one client."), messages.ERROR)
        return None
    try:
        return shown_once(request, clients.rotate_secret(row, by=str(request.user.pk)))
    except Refused as refused:
        page.message_user(request, str(refused.refusals[0].text), messages.ERROR)
        return None


@admin.action(description=_("Disable"), permissions=["change"])
def disable(_admin: object, request: HttpRequest, rows: QuerySet[OAuthClient]) -> None:
    """Refuse the selected clients, and with them every token that they hold."""
    for row in rows:
        clients.disable(row, by=str(request.user.pk))


class OAuthClientAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Apps that log users in here. A secret is shown once, in the response that made it."""

    form = ClientForm
    list_display = ("client_id", "name", "confidential", "first_party", "verified", "source", "disabled_at")
    readonly_fields = ("client_id", "confidential", "auth_method", "source", "created_at", "disabled_at")
    actions = (disable, rotate_secret)
    search_fields = ("=client_id", "name")
    ordering = ("-created_at",)
    show_full_result_count = False

    def get_form(
        self,
        request: HttpRequest,
        obj: OAuthClient | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        **options: object,
    ) -> Any:
        """The form; that of a new client has one field more."""
        form = NewClientForm if obj is None else self.form
        return super().get_form(request, obj, change, **{"form": form, **options})

    def get_readonly_fields(self, request: HttpRequest, obj: OAuthClient | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """What nobody edits; a new client has none of it yet."""
        return self.readonly_fields if obj is not None else ()

    def response_add(
        self, request: HttpRequest, obj: OAuthClient, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret of a new client, if it has one."""
        made: NewClient | None = request.__dict__.get(MADE)
        if made is not None and made.secret:
            return shown_once(request, made)
        return super().response_add(request, obj, post_url_continue)

    def save_model(self, request: HttpRequest, obj: OAuthClient, form: Any, change: bool) -> None:  # noqa: FBT001
        """Write an audit event along."""
        if not change:
            made = clients.make(by="admin", **form.cleaned_data)
            vars(obj).update(values_of(made.row))
            request.__dict__[MADE] = made
            return
        super().save_model(request, obj, form, change)
        audit.record("oauth_client_changed", user_id=request.user.pk, client=obj.client_id)


PAGES = {OAuthClient: OAuthClientAdmin}
