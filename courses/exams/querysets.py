from django.db import models


class SittingQuerySet(models.QuerySet):
    def open(self):
        return self.filter(handed_in_at=None)

    def overdue(self, *, at):
        """Open sittings whose time was over by then."""
        return self.open().filter(due_at__lt=at)
