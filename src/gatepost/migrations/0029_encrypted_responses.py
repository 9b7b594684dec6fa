"""Columns for signed and encrypted responses; running processes of the old version aren't affected."""

from django.db import migrations, models


def text(length: int) -> models.CharField:  # type: ignore[type-arg]
    """A column that is empty for clients that are there already."""
    return models.CharField(blank=True, db_default="", default="", max_length=length)


class Migration(migrations.Migration):
    dependencies = [("gatepost", "0028_moved_clients")]

    operations = [
        migrations.AddField("oauthclient", "id_token_encryption", text(40)),
        migrations.AddField("oauthclient", "userinfo_alg", text(8)),
        migrations.AddField("oauthclient", "userinfo_encryption", text(40)),
    ]
