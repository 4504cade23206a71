import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_initial")]

    operations = [
        migrations.AddField("answer", "given_ms", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("answer", "language", models.CharField(blank=True, max_length=2)),
        migrations.AddField("answer", "seconds", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField(
            "answer",
            "wording",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="exams.wording"
            ),
        ),
        migrations.AddField("answer", "worth", models.PositiveSmallIntegerField(blank=True, null=True)),
    ]
