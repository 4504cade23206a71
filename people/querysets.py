"""Questions asked of people, posts and charges. The home of *whom does this officer answer for?*"""

from datetime import date

from django.apps import apps
from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q

from people.charges import Held, held


class DatedQuerySet(models.QuerySet):
    def in_force(self, *, on: date):
        return self.filter(Q(to_on=None) | Q(to_on__gte=on), from_on__lte=on)


class ChargeQuerySet(DatedQuerySet):
    pass


def _within(charge: Held) -> Q:
    """The posts one charge covers: its territory *and* institution *and* branch; what it leaves open it covers."""
    lies = Q()
    if charge.path is not None:
        lies &= Q(province__path=charge.path) | Q(province__path__startswith=charge.path + "/")
    if charge.institution_id:
        lies &= Q(institution=charge.institution_id)
    if charge.branch_id:
        lies &= Q(branch=charge.branch_id)
    return lies


#: Roles that answer for people. An author writes courses, which gives no right to see anybody's file.
ANSWERING = ("hr_officer", "manager", "training_officer", "administrator")


class PostQuerySet(DatedQuerySet):
    def in_charge_of(self, user, *, on: date, roles=None):
        """Posts in force on that day for which ``user`` answers.

        ``roles`` narrows to charges of these roles; ``None`` = every role that answers for people. Nobody answers
        for anyone without a charge.
        """
        covered = [_within(charge) for charge in held(user, on=on, roles=ANSWERING if roles is None else roles)]
        if not covered:
            return self.none()
        which = Q()
        for lies in covered:
            if not lies:  # an open charge covers everybody
                return self.in_force(on=on)
            which |= lies
        return self.in_force(on=on).filter(which)


class UserQuerySet(models.QuerySet):
    def visible_to(self, user, *, on: date):
        """The person themself and those whose post on that day lies within a charge of ``user``."""
        posts = apps.get_model("people", "Post").objects.in_charge_of(user, on=on).filter(person=OuterRef("pk"))
        return self.filter(Q(pk=user.pk) | Exists(posts))


class People(UserManager.from_queryset(UserQuerySet)):
    """Django's manager (create_user, natural keys) over our questions."""

    @classmethod
    def normalize_email(cls, email):
        """No e-mail is ``None``: an empty string would be taken by the first person without one."""
        return super().normalize_email(email) or None
