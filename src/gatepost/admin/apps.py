"""Stands in `INSTALLED_APPS` in the place of `django.contrib.admin`."""

from django.contrib.admin.apps import AdminConfig


class GatepostAdminConfig(AdminConfig):
    """Django's admin with gatepost's pages; its login goes through `authenticate()` and so through the engine."""

    def ready(self) -> None:
        """Register the pages once Django's own are there."""
        super().ready()
        from gatepost.admin import pages  # noqa: PLC0415 - models exist only now

        pages.register()
