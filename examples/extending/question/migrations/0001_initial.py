import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("gatepost", "0002_second_factors")]
    operations = [
        migrations.CreateModel(
            name="SecurityQuestion",
            fields=[
                (
                    "authenticator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="security_question",
                        serialize=False,
                        to="gatepost.authenticator",
                    ),
                ),
                ("question", models.CharField(max_length=200)),
                ("sealed", models.TextField()),
            ],
        ),
    ]
