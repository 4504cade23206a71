"""When what is taught changes so much that those who passed it are asked to do it again.

An author says, when publishing, whether a change is *minor* (a word put right: everything is kept) or *major*. A major
change makes the activity's next version. Attempts and passes stay with the version they were made on; a pass on an
older version no longer counts as done until the activity is done again. A course that was finished stays finished, and
a certificate stays what it is: ``activity.renewed`` tells higher apps, which may ask for a refresher.
"""

from django.db import transaction
from django.db.models import F

from courses.models import Activity, Change
from people.facts import announce


@transaction.atomic
def renew(activity_id) -> None:
    """A major change of what this activity holds."""
    if not Activity.objects.filter(pk=activity_id).update(version=F("version") + 1):
        return
    activity = Activity.objects.select_related("course").get(pk=activity_id)
    announce("activity.renewed", activity=str(activity.pk), course=activity.course.code, version=activity.version)


@transaction.atomic
def note_publication(lesson, revision=None) -> None:
    """Renew the lesson's activity when its author said that the change is major, and forget that it was said: the next
    publication is minor again, and this one published twice (after a withdrawal, say) counts once."""
    if lesson.change != Change.MAJOR:
        return
    if not type(lesson).objects.filter(pk=lesson.pk, change=Change.MAJOR).update(change=Change.MINOR):
        return
    lesson.change = Change.MINOR
    revision = revision or lesson.latest_revision
    if revision is not None:
        revision.content["change"] = Change.MINOR.value
        revision.save(update_fields=["content"])
    if lesson.first_published_at != lesson.last_published_at:
        renew(lesson.translation_key)
