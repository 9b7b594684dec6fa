"""Column types that Django lacks."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class ExactCharField(models.CharField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Text compared byte by byte; MariaDB's default collation would take `a` for `á`."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """The column's type, with a binary collation on MariaDB, whose default ignores accents and case.

        On PostgreSQL by its other name, for which Django makes no second index for LIKE.
        """
        kind = super().db_type(connection)
        if kind is not None and connection.vendor == "postgresql":
            return kind.replace("varchar", "character varying")
        return f"{kind} COLLATE utf8mb4_bin" if connection.vendor == "mysql" else kind
