import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def move(apps, schema_editor):
    alias = schema_editor.connection.alias
    for name, column in (("TotpSecret", "last_step"), ("Passkey", "sign_count")):
        for row in apps.get_model("gatepost", name).objects.using(alias).iterator():
            held = apps.get_model("gatepost", "Authenticator").objects.using(alias).filter(pk=row.authenticator_id)
            held.update(counter=getattr(row, column))


class Migration(migrations.Migration):
    """One counter on the authenticator instead of one in each method's table."""

    dependencies = [("gatepost", "0003_trusted_browsers"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("authenticator", "counter", models.BigIntegerField(default=0)),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField("totpsecret", "last_step"),
        migrations.RemoveField("passkey", "sign_count"),
        migrations.AlterField(
            "pendinglogin",
            "user",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="gatepost_logins",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
