"""Questions asked of certificates and of the ledger."""

from datetime import date

from django.db import models
from django.db.models import Q

# Whose charge lets them see another person's certificate.
ANSWERING = ("hr_officer", "training_officer", "administrator")


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user, *, on: date):
        """The holder's own, and those of people whose post on that day lies within a charge of ``user``."""
        from people.models import Post

        posts = Post.objects.in_charge_of(user, on=on, roles=ANSWERING)
        return self.filter(Q(person=user) | Q(person__in=posts.values("person")))

    def with_story(self):
        """With all that a state and a page need: the entries, the statements, the course."""
        return self.select_related("scheme__course").prefetch_related("entries__note", "statements")


class SchemeQuerySet(models.QuerySet):
    def in_force(self, *, on: date):
        """The newest version of each course that had begun on that day."""
        newer = self.model.objects.filter(
            course=models.OuterRef("course"), version__gt=models.OuterRef("version"), from_on__lte=on
        )
        return self.filter(from_on__lte=on).exclude(models.Exists(newer))
