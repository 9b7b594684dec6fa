"""An adapter of the project's own, of which the words for a scope move and the hook ends."""

try:
    from allauth.idp.oidc.adapter import DefaultOIDCAdapter
except ImportError:
    DefaultOIDCAdapter = object


class Adapter(DefaultOIDCAdapter):
    scope_display = {**getattr(DefaultOIDCAdapter, "scope_display", {}), "read": "Read your orders"}  # noqa: RUF012

    def populate_id_token(self, id_token, *args, **kwargs):  # noqa: ARG002 - the hook's arguments
        id_token["tier"] = "gold"
