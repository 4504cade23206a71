"""Margins, questions and their answers. Activities are known by their id, so that edits of a lesson touch nothing here."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Margin(models.Model):
    """A person's own note and bookmark at an activity; nobody else reads them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="margins")
    activity = models.UUIDField()
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0, help_text=_("Grows with each change of the note"))
    written_at = models.DateTimeField(null=True, blank=True)
    bookmarked_at = models.DateTimeField(null=True, blank=True, help_text=_("Empty = no bookmark"))

    class Meta:
        ordering = ["person", "activity"]
        constraints = [models.UniqueConstraint("person", "activity", name="one_margin_each")]


class MessageQuerySet(models.QuerySet):
    def questions(self):
        return self.filter(question=None)

    def addressed_to(self, person):
        return self.questions().filter(addressees__person=person)


class Message(models.Model):
    """A question at an activity (``question`` None), or a reply to one."""

    question = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    activity = models.UUIDField(db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages")
    key = models.UUIDField(help_text=_("Made with the form: the same press of a button sent twice is one message"))
    text = models.TextField()
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_why = models.CharField(max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint("person", "key", name="message_sent_once"),
            models.CheckConstraint(condition=~Q(question=F("pk")), name="message_is_no_reply_to_itself"),
        ]


class Addressee(models.Model):
    """Who may answer a question, and moderate what is said under it."""

    question = models.ForeignKey(Message, models.CASCADE, related_name="addressees")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="addressed_messages")

    class Meta:
        constraints = [models.UniqueConstraint("question", "person", name="addressee_once")]


class Report(models.Model):
    """Somebody thinks a message should be looked at. ``settled_at`` None = not looked at yet."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="reports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("message", "person", name="reported_once_each")]
