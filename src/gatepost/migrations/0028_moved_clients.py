"""Columns for clients and signing keys of other packages; running processes of the old version aren't affected."""

from django.db import migrations, models

from gatepost.ground.columns import ExactCharField


class Migration(migrations.Migration):
    dependencies = [("gatepost", "0027_passkey_upgrades")]

    operations = [
        migrations.AddField(
            "oauthclient", "moved_hash", models.CharField(db_default="", default="", editable=False, max_length=255)
        ),
        migrations.AlterField("signingkey", "kid", ExactCharField(max_length=64, unique=True)),
    ]
