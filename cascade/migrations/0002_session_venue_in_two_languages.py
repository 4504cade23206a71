"""A session's place has an Arabic and a French name; what was written stays in the column of its script."""

from django.db import migrations, models


def sort_by_script(apps, schema_editor):
    Session = apps.get_model("cascade", "Session")
    for session in Session.objects.only("venue").iterator():
        is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in session.venue)
        Session.objects.filter(pk=session.pk).update(**{"venue_ar" if is_arabic else "venue_fr": session.venue or "—"})


def take_one(apps, schema_editor):
    Session = apps.get_model("cascade", "Session")
    for session in Session.objects.only("venue_ar", "venue_fr").iterator():
        Session.objects.filter(pk=session.pk).update(venue=session.venue_ar or session.venue_fr)


class Migration(migrations.Migration):
    dependencies = [("cascade", "0001_initial")]
    operations = [
        migrations.AddField("session", "venue_ar", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AddField("session", "venue_fr", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AlterField("session", "venue", models.CharField(default="", max_length=200)),
        migrations.RunPython(sort_by_script, take_one),
        migrations.RemoveField("session", "venue"),
        migrations.AddConstraint(
            "session",
            models.CheckConstraint(condition=models.Q(("venue_ar", ""), ("venue_fr", ""), _negated=True), name="session_has_a_venue"),
        ),
    ]
