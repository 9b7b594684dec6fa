import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gatepost', '0012_access_tokens'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountRecord',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='gatepost_record', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('adopted', models.BooleanField(default=False)),
                ('established_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='identifier',
            name='exact_only',
            field=models.BooleanField(default=False),
        ),
    ]
