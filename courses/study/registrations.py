"""What study/ puts into the registries of people/."""

from django.db.models import Exists, OuterRef

from courses.study.models import Addressee, Margin, Message, Report
from people.registry import anonymisers, asked_with_person, mergers, personal_data


@asked_with_person.register("known_addressee")
def addressed():
    return Exists(Addressee.objects.filter(person=OuterRef("pk")))


@personal_data.register("study")
def own_words(person) -> dict:
    """Notes, bookmarks, and all they wrote to trainers or learners."""
    return {
        "margins": list(Margin.objects.filter(person=person).values("activity", "note", "written_at", "bookmarked_at")),
        "messages": list(Message.objects.filter(person=person).values("activity", "text", "at", "hidden_why")),
    }


@anonymisers.register("study")
def forget(person) -> None:
    """Their own words go; that something was asked and answered stays."""
    Margin.objects.filter(person=person).delete()
    Message.objects.filter(person=person).update(text="")


@mergers.register("study")
def merge(kept, gone) -> None:
    """Two notes at one lesson become one; of what was sent or reported twice, one stays."""
    mine = {margin.activity: margin for margin in Margin.objects.filter(person=kept)}
    for theirs in Margin.objects.filter(person=gone):
        if (same := mine.get(theirs.activity)) is None:
            theirs.person = kept
            theirs.save(update_fields=["person"])
            continue
        same.note = "\n\n".join(filter(None, (same.note, theirs.note)))
        same.bookmarked_at = same.bookmarked_at or theirs.bookmarked_at
        same.written_at = max(filter(None, (same.written_at, theirs.written_at)), default=None)
        same.version += 1
        same.save()
        theirs.delete()
    Message.objects.filter(person=gone).update(person=kept)
    Message.objects.filter(hidden_by=gone).update(hidden_by=kept)
    for model, field in ((Addressee, "question"), (Report, "message")):
        model.objects.filter(person=gone, **{f"{field}__in": model.objects.filter(person=kept).values(field)}).delete()
        model.objects.filter(person=gone).update(person=kept)
