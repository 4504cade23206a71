"""Questions asked of marks."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from people.models import Post


class MarkQuerySet(models.QuerySet):
    def in_force(self, *, on: date):
        return self.filter(Q(retracted_on=None) | Q(retracted_on__gt=on), given_on__lte=on, until__gte=on)

    def visible_to(self, user, *, on: date):
        """The person's own, and those of people whose post on that day lies within a charge of ``user``."""
        posts = Post.objects.in_charge_of(user, on=on).filter(person=OuterRef("person"))
        return self.filter(Q(person=user) | Exists(posts))
