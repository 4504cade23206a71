"""Putting content into activities: which exercise an interactive activity plays in which language, and which exam
belongs to which course."""

from django.db import transaction

from courses.models import Activity, ActivityContent, Course
from courses.syllabus import rewrite
from courses.versions import renew


@transaction.atomic
def put_content(activity: Activity, language: str, content, *, major: bool = False) -> ActivityContent:
    """Let the activity play ``content`` in that language. ``major``: whoever passed the former one is asked again."""
    made, new = ActivityContent.objects.get_or_create(
        activity=activity, language=language, defaults={"content": content}
    )
    if not new and made.content_id != content.pk:
        made.content = content
        made.save(update_fields=["content"])
        if major:
            renew(activity.pk)
    return made


@transaction.atomic
def put_exam(course: Course, blueprint) -> Activity:
    """Make the exam one of the course's activities, under the blueprint's own id, last in the syllabus."""
    says = {f"title_{code}": getattr(blueprint, f"title_{code}") for code in ("ar", "fr", "en")}
    activity, _made = Activity.objects.get_or_create(
        pk=blueprint.pk,
        defaults={"course": course, "kind": Activity.Kind.EXAM, "minutes": blueprint.minutes, **says},
    )
    rewrite(course)
    return activity
