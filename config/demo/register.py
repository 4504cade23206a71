"""Who of the cast agreed to be listed, and one request that waits for an answer. The learner decides in the line."""

import zlib
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from competencies import contact
from competencies.models import ContactRequest
from competencies.search import PURPOSE, Query, search
from config.demo.people import Cast
from people import consent
from people.models import Consent, Notice

NOT_YET = 3  # one in so many has not agreed
REASON = {
    "fr": "Nous ouvrons une cellule de recouvrement amiable à Khémisset et cherchons quelqu’un pour former l’équipe deux jours en décembre.",
    "ar": "نفتح خلية للتحصيل الودي بالخميسات ونبحث عمن يؤطر الفريق يومين في دجنبر.",
}


def build(cast: Cast, *, on: date) -> None:
    at = timezone.make_aware(datetime.combine(on - timedelta(days=2), time(10)))
    asked_before = set(Consent.objects.filter(purpose=PURPOSE).values_list("person", flat=True))
    for person in [*cast.staff, *cast.others]:
        if zlib.crc32(person.username.encode()) % NOT_YET == 0:
            continue
        if person.pk not in asked_before:  # who withdrew stays withdrawn
            consent.give(person, PURPOSE, language=person.language[:2], at=at)
    _one_request(cast, on=on, at=at)


def _one_request(cast: Cast, *, on: date, at: datetime) -> None:
    """ARDI found somebody of Al Amana who collects well, and asks."""
    if ContactRequest.objects.filter(asker=cast.hr_other).exists():
        return
    found = search(Query(text="recouvrement", level=4), viewer=cast.hr_other, on=on)
    able = {hit.person_id for hit in found.hits}
    person = next(p for p in cast.staff if p.pk in able)
    reason = REASON.get(person.language, REASON["fr"])
    request = contact.ask(cast.hr_other, person, reason=reason, at=at)
    # the addresses are invented: no letter leaves for them
    Notice.objects.filter(key__startswith=f"contact:{request.pk}", sent_at=None).update(sent_at=timezone.now())
