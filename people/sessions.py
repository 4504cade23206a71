"""Sessions in the database, as Django keeps them. Every page of a signed-in person asks for one, so the question is
prepared."""

from django.contrib.sessions.backends.db import SessionStore as Kept
from django.contrib.sessions.models import Session
from django.utils import timezone

from people.prepared import prepared


@prepared
def _session(key, now):
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(Kept):
    def _get_session_from_db(self):
        session = _session.first(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session
