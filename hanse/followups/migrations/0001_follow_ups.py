"""Follow-ups, with the index by which they are searched."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import hanse.foundation.models
from hanse.search.index import install, remove

TABLE = "followups_followup"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('companies', '0006_long_changes'),
        ('contacts', '0003_indexes_of_the_scope'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('text', models.TextField(verbose_name='what to do')),
                ('due_on', models.DateField(verbose_name='due')),
                ('due_time', models.CharField(blank=True, max_length=5, verbose_name='time')),
                ('done', models.BooleanField(default=False, verbose_name='done')),
                ('sort_name', hanse.foundation.models.BytewiseField(editable=False)),
                ('search_text', models.TextField(editable=False)),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='companies.company')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='contacts.contact')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['due_on', 'id'], name='follow_up_due'), models.Index(fields=['sort_name', 'id'], name='follow_up_name'), models.Index(fields=['company', 'due_on', 'id'], name='follow_up_company'), models.Index(fields=['person', 'due_on', 'id'], name='follow_up_person'), models.Index(condition=models.Q(('done', False)), fields=['due_on', 'id'], name='follow_up_open')],
            },
        ),
        migrations.RunPython(lambda apps, editor: install(TABLE), lambda apps, editor: remove(TABLE)),
    ]
