from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('gatepost', '0014_adopt_existing_users'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='identifier',
            name='adopted',
        ),
    ]
