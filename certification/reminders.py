"""Who is told that a certificate ends soon, and when. Each reminder is said once.

Once a day also, what is due is considered again: a renewal earned while a message was lost is found here.
"""

from datetime import date, timedelta

from certification.awards import consider, say
from certification.models import Certificate
from certification.states import days_left, renewal_days, state_of
from people.policy import policy


def remind(today: date) -> int:
    """Say the reminder that applies today for each certificate in force; return how many were due."""
    days = sorted(policy("renewal.reminder_days_before", on=today))
    opens = max([*days, renewal_days(on=today)])
    ending = Certificate.objects.filter(expires_on__range=(today, today + timedelta(days=opens)))
    told = 0
    for certificate in ending.with_story().select_related("person", "scheme__course"):
        if not state_of(certificate, certificate.entries.all(), on=today).is_in_force:
            continue
        if consider(certificate.person, certificate.scheme.course, on=today) not in (None, certificate):
            continue
        left = days_left(certificate, on=today)
        step = next((step for step in days if left <= step), None)
        if step is not None:
            say(
                certificate,
                "certificate_due",
                key=f"certificate-due:{certificate.number}:{step}",
                days=left,
                course=certificate.scheme.course.code,
            )
            told += 1
    return told
