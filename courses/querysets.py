"""Questions asked of courses, enrolments and what learners did."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from people.models import Post
from people.policy import as_text
from people.trilingual import TONGUES


def _syllabus():
    return apps.get_model("courses", "SyllabusItem").objects


class CourseQuerySet(models.QuerySet):
    def with_openness(self, *, on: date | None = None):
        """``is_open``: there is something to study, in every language asked for; see courses/opening.py. ``on`` None =
        today."""
        items = _syllabus().filter(course=OuterRef("pk"))
        lacking = Q()
        for language in TONGUES:
            lacking |= Q(**{f"activity__title_{language}": "", "asked__contains": f'"{language}"'})
        asked = as_text("courses.open_languages", on=on or timezone.localdate())
        half = items.filter(required=True, activity__kind="lesson").annotate(asked=asked).filter(lacking)
        return self.annotate(is_open=ExpressionWrapper(Exists(items) & ~Exists(half), output_field=BooleanField()))

    def taught_in(self, language: str):
        """At least one lesson is published in this language."""
        lessons = _syllabus().filter(course=OuterRef("pk"), activity__kind="lesson")
        return self.filter(Exists(lessons.exclude(**{f"activity__title_{language}": ""})))

    def with_weight(self):
        """``weight``: bytes a phone fetches for all its lessons; 0 = nothing to study or not known."""
        lessons = _syllabus().filter(course=OuterRef("pk"), activity__kind="lesson").order_by().values("course")
        return self.annotate(weight=Coalesce(Subquery(lessons.annotate(n=Sum("activity__weight")).values("n")), 0))

    def no_heavier_than(self, most: int):
        """Courses to study, of this many bytes at most."""
        return self.with_weight().filter(weight__gt=0, weight__lte=most)


class PassQuerySet(models.QuerySet):
    def present(self):
        """On the version that the activity has now: an older one no longer counts."""
        return self.filter(content_version=F("activity__version"))


class EnrolmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state="open")

    def joined(self):
        """Open or finished: what the learner sees among their courses."""
        return self.exclude(state="withdrawn")

    def latest_first(self):
        return self.order_by(F("last_at").desc(nulls_last=True), "-enrolled_on", "-pk")

    def soonest_due(self):
        """What has a day first, the soonest before; then the latest seen."""
        return self.order_by(
            F("due_on").asc(nulls_last=True), F("last_at").desc(nulls_last=True), "-enrolled_on", "-pk"
        )

    def with_progress(self):
        """``asked`` and ``done``: how many required activities there are and how many of them are passed."""
        asked = _syllabus().filter(course=OuterRef("course"), required=True).order_by()
        done = asked.filter(
            activity__passes__enrolment=OuterRef("pk"), activity__passes__content_version=F("activity__version")
        )

        def number(items):
            return Coalesce(Subquery(items.values("course").annotate(n=Count("pk")).values("n")), 0)

        return self.annotate(asked=number(asked), done=number(done))

    def visible_to(self, user, *, on: date):
        """The learner's own, plus those whose post on that day lies within a charge of ``user``."""
        posts = Post.objects.in_charge_of(user, on=on).filter(person=OuterRef("learner"))
        return self.filter(Q(learner=user) | Exists(posts))
