"""Registers gatepost with Django."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.db.models.signals import post_save


class GatepostConfig(AppConfig):
    """The one app of the package."""

    name = "gatepost"
    label = "gatepost"
    verbose_name = "gatepost"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the methods known, and keep names equal to what the host project writes."""
        from gatepost import checks, methods  # noqa: F401, PLC0415 - models exist only now
        from gatepost.flow import forgetting, method  # noqa: F401, PLC0415
        from gatepost.methods.password import backend  # noqa: F401, PLC0415
        from gatepost.tokens import families, opaque  # noqa: F401, PLC0415

        method.register(methods.load())
        post_save.connect(_adopt, sender=get_user_model(), dispatch_uid="gatepost-adopt")


def _adopt(instance: Any, update_fields: frozenset[str] | None = None, raw: bool = False, **_: Any) -> None:  # noqa: FBT001, FBT002
    """A user whom something else made or changed gets the names that lead to them."""
    from gatepost.accounts import lifecycle  # noqa: PLC0415 - models exist only now
    from gatepost.accounts.account import email_column, username_column  # noqa: PLC0415

    if raw or getattr(instance, lifecycle.MIRRORED, False):
        return
    if update_fields is None or {email_column(), username_column()} & set(update_fields):
        lifecycle.adopt(instance)
