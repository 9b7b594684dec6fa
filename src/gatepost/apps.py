"""Registers gatepost with Django."""

from django.apps import AppConfig, apps
from django.contrib.auth import get_user_model, user_logged_in
from django.core.signals import request_started
from django.db.backends.signals import connection_created
from django.db.models import Model
from django.db.models.signals import post_save, pre_delete

from gatepost.ground.user_types import User

LAST_LOGIN = "update_last_login"
"""How Django names its receiver that writes `last_login`."""


class GatepostConfig(AppConfig):
    """The package's Django app."""

    name = "gatepost"
    label = "gatepost"
    verbose_name = "gatepost"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the features, and keep identifiers in sync with the columns that the host project writes."""
        from gatepost import checks, deploy_checks, features  # noqa: F401, PLC0415 - models exist only now
        from gatepost.accounts import columns  # noqa: PLC0415
        from gatepost.door import csrf, readable  # noqa: PLC0415
        from gatepost.features.password import backend  # noqa: F401, PLC0415
        from gatepost.flow import notices, registry  # noqa: PLC0415
        from gatepost.ground import galera_queries  # noqa: PLC0415

        registry.register(*features.load())
        if apps.is_installed("drf_spectacular"):
            from gatepost import spectacular  # noqa: F401, PLC0415 - the project has it
        csrf.note_djangos_refusals()
        request_started.connect(readable.leave_out_bad_headers, dispatch_uid="gatepost-readable")
        connection_created.connect(galera_queries.see_other_nodes, dispatch_uid="gatepost-galera")
        for model in apps.get_models():
            _follow(model)
        # Replaces Django's own receiver, whichever app is loaded first.
        user_logged_in.disconnect(dispatch_uid=LAST_LOGIN)
        if columns.has_column("last_login"):
            user_logged_in.connect(notices.write_last_login, dispatch_uid=LAST_LOGIN)


def _follow(model: type[Model]) -> None:
    """Notice what is written through the user model, its proxies, or a model that inherits from it or the reverse.

    Django sends a signal for the class of the instance only.
    """
    from gatepost.accounts.name_queries import concrete_model  # noqa: PLC0415 - models exist only now

    users, of_model = concrete_model(get_user_model()), concrete_model(model)
    if issubclass(model, users) or issubclass(users, of_model):
        post_save.connect(_sync_names, sender=model, dispatch_uid="gatepost-follow")
    if of_model is users:  # the delete of any other of them is one of the user, too
        pre_delete.connect(_delete, sender=model, dispatch_uid="gatepost-delete")


def _sync_names(
    instance: Model,
    created: bool,  # noqa: FBT001 - as the signal gives it
    update_fields: frozenset[str] | None = None,
    raw: bool = False,  # noqa: FBT001, FBT002
    **_: object,
) -> None:
    """Update the identifiers of a user whom the project created or changed."""
    from gatepost.accounts import columns, lifecycle, making, name_queries, queries  # noqa: PLC0415 - models exist only now

    if raw or not (created or update_fields is None or set(columns.by_kind().values()) & set(update_fields)):
        return
    if (user := name_queries.user_behind(instance)) is None:
        return
    # A row of an inheriting model may have been added to a user who was there already.
    new = created and (user is instance or not queries.of_user(user.pk))
    lifecycle.saved(user, created=new, adopts=new and making.adopts(user))


def _delete(instance: User, **_: object) -> None:
    """Keep the username of a deleted account reserved for a while."""
    from gatepost.accounts import released  # noqa: PLC0415 - models exist only now

    released.reserve_all(instance)
