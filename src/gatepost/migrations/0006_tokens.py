"""Keys become one kind of opaque token among several."""

import gatepost.ground.columns
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("gatepost", "0005_api_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("ApiKey", "Token"),
        migrations.AlterModelOptions("token", options={"verbose_name": "token"}),
        migrations.AlterField(
            "token",
            "user",
            models.ForeignKey(
                on_delete=models.deletion.CASCADE, related_name="gatepost_tokens", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField("token", "kind", models.CharField(default="key", max_length=16)),
        migrations.AddField("token", "single", gatepost.ground.columns.ExactCharField(max_length=16, null=True)),
        migrations.AddField("token", "nonce", models.CharField(default="", max_length=32)),
        migrations.AddField("token", "session_number", models.BigIntegerField(null=True)),
        migrations.AddField("token", "auth_hash", models.CharField(default="", max_length=64)),
        migrations.AddField("token", "idle_seconds", models.IntegerField(null=True)),
        migrations.AddField("token", "absolute_expires_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "token", models.UniqueConstraint(fields=("user", "single"), name="gatepost_one_token")
        ),
    ]
