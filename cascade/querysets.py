"""Questions asked of accreditations and sessions."""

from datetime import date

from django.db import models
from django.db.models import Q

from people.charges import held
from people.models import Charge, Post


class AccreditationQuerySet(models.QuerySet):
    def in_force(self, *, on: date):
        """May teach on that day: active (or expiring, or provisional) and within its dates."""
        return self.filter(state__in=["provisional", "active", "expiring"], from_on__lte=on, until_on__gte=on)


class SessionQuerySet(models.QuerySet):
    def led_by(self, user):
        return self.filter(Q(lead=user) | Q(co_lead=user))

    def visible_to(self, user, *, on: date):
        """Sessions one leads, sits in, or that hold people one answers for; all of them for the Centre's officers."""
        centre = held(user, on=on, roles=[Charge.Role.TRAINING_OFFICER, Charge.Role.ADMINISTRATOR])
        if any(charge.path is None and charge.institution_id is None for charge in centre):
            return self
        mine = Post.objects.in_charge_of(user, on=on).values("person")
        return self.filter(
            Q(lead=user)
            | Q(co_lead=user)
            | Q(pk__in=user.registrations.filter(withdrawn_at=None).values("session"))
            | Q(registrations__person__in=mine, registrations__withdrawn_at=None)
        ).distinct()
