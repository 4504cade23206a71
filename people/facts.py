"""The outbox of facts: how something low tells something high that it happened.

``announce`` writes the fact in the caller's transaction together with one delivery row per registered handler;
after commit a task deals with them. A handler runs in a transaction with its delivery row, so its effect in the
database happens once; if it fails, the delivery stays owed and is tried again later, later each time.

    announce("course.finished", enrolment=enrolment.pk)          # in the writer's transaction

    @fact_handlers.register("course.finished:certification")       # in a higher app's ready()
    def consider_award(fact): ...
"""

import logging
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from people.models import Fact, FactDelivery
from people.registry import fact_handlers

log = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(hours=6)  # between two tries of one delivery


def announce(name: str, **says) -> Fact:
    """Leave a fact. ``says`` holds ids and plain values only."""
    return announce_many(name, [says])[0]


def announce_many(name: str, says: list[dict]) -> list[Fact]:
    """The same fact of many, in two queries and with one bell."""
    facts = Fact.objects.bulk_create([Fact(name=name, says=each) for each in says])
    handlers = [key for key, _ in fact_handlers.items() if key.partition(":")[0] == name]
    if facts and handlers:
        FactDelivery.objects.bulk_create([FactDelivery(fact=fact, handler=key) for fact in facts for key in handlers])
        from people.tasks import deliver_facts

        transaction.on_commit(partial(ring, deliver_facts))
    return facts


def ring(task, *args) -> None:
    """Ring a bell; a broker that is away loses nothing, for the row is swept up later."""
    try:
        task.delay(*args)
    except Exception:  # any transport's own error; the schedule will find the row
        log.warning("the bell of %s could not be rung", task.name, exc_info=True)


def deliver_owed(*, limit: int = 500) -> int:
    """Deal with what is owed and due; return how many deliveries were done."""
    done = 0
    owed = FactDelivery.objects.filter(done_at=None, next_at__lte=timezone.now()).order_by("pk")
    for pk in list(owed.values_list("pk", flat=True)[:limit]):
        done += _deliver(pk)
    return done


def _deliver(pk: int) -> bool:
    try:
        with transaction.atomic():
            held = FactDelivery.objects.select_for_update(skip_locked=_skips()).filter(pk=pk, done_at=None)
            delivery = held.select_related("fact").first()
            if delivery is None:
                return False
            if delivery.handler in fact_handlers:
                fact_handlers[delivery.handler](delivery.fact)
            delivery.done_at = timezone.now()
            delivery.error = ""
            delivery.save(update_fields=["done_at", "error"])
            return True
    except Exception as error:  # whatever a handler raises is kept on the row and tried again
        log.exception("fact delivery %s failed", pk)
        delivery = FactDelivery.objects.get(pk=pk)
        wait = min(LONGEST_WAIT, timedelta(seconds=5) * 2 ** min(delivery.attempts, 20))
        FactDelivery.objects.filter(pk=pk).update(
            attempts=delivery.attempts + 1,
            next_at=timezone.now() + wait,
            error=f"{type(error).__name__}: {error}"[:2000],
        )
        return False


def _skips() -> bool:
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked
