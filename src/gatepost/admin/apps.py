"""The app config that replaces `django.contrib.admin` in `INSTALLED_APPS`."""

from django.contrib.admin.apps import AdminConfig


class GatepostAdminConfig(AdminConfig):
    """Django's admin with gatepost's pages; its login calls `authenticate()`, and so goes through the engine."""

    def ready(self) -> None:
        """Register the pages after Django's autodiscovery, since they extend the project's user page."""
        super().ready()
        from gatepost.admin import pages  # noqa: PLC0415 - models exist only now

        pages.register()
