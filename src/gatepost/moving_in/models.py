"""What a move from another package has read and written, so that it can be resumed, compared and undone."""

from django.db import models

from gatepost.ground.columns import ExactCharField


class MoveProgress(models.Model):
    """How far one kind of rows of a package has been read.

    `after` is the position of the last row that was read; it is written in the transaction of the rows themselves. A
    run that ended at `finished_at` is followed by one that reads from the beginning again.
    """

    package = ExactCharField(max_length=32)
    kind = ExactCharField(max_length=32)
    after = models.CharField(max_length=255, default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "gatepost"
        constraints = (models.UniqueConstraint(fields=["package", "kind"], name="gatepost_one_progress"),)

    def __str__(self) -> str:
        return f"{self.package} {self.kind}"


class MovedRow(models.Model):
    """A row of ours that a move inserted or changed.

    `source` is the key of the old row, or a keyed digest of it if it is a secret itself. `digest` is that of the
    columns as they were written: a row that no longer has it was changed since. `before` holds the former values of the
    changed columns; it is NULL for a row that was inserted.
    """

    package = ExactCharField(max_length=32)
    kind = ExactCharField(max_length=32)
    source = ExactCharField(max_length=255)
    table = ExactCharField(max_length=64)
    key = ExactCharField(max_length=64)
    user = models.CharField(max_length=64, default="")
    digest = models.CharField(max_length=64)
    before = models.JSONField(null=True)

    class Meta:
        app_label = "gatepost"
        constraints = (models.UniqueConstraint(fields=["package", "kind", "table", "key"], name="gatepost_moved_once"),)
        indexes = (models.Index(fields=["package", "kind", "source"], name="gatepost_moved_source"),)

    def __str__(self) -> str:
        return f"{self.table} {self.key}"
