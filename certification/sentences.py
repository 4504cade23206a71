"""The sentence of each requirement, met or missing, for its reader."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def requirement(asked) -> str:
    return WORDS[asked.kind](asked.is_met, **asked.says)


def _enrolled(is_met, *, course) -> str:
    return _("Join the course first.")


def _activities(is_met, *, passed: int, required: int) -> str:
    if is_met:
        return _("All activities of the course are done.")
    done = ngettext("%(passed)d activity done of %(required)d.", "%(passed)d activities done of %(required)d.", passed)
    return done % {"passed": passed, "required": required}


def _exam(is_met, *, pass_mark_pct: int, has_exam: bool, since) -> str:
    if is_met:
        return _("The exam is passed.")
    if not has_exam:
        return _("This course has no exam yet, so it gives no certificate.")
    if since:
        return _("Pass the exam again, after %(day)s, with %(mark)d%% at least.") % {
            "day": date_format(since),
            "mark": pass_mark_pct,
        }
    return _("Pass the exam with %(mark)d%% at least.") % {"mark": pass_mark_pct}


def _attendance(is_met, *, share_pct: int, asked_pct: int, since) -> str:
    says = {"share": share_pct, "asked": asked_pct}
    if is_met:
        return _("You attended %(share)d%% of the sessions.") % says
    if share_pct:
        return _("You attended %(share)d%% of the sessions; %(asked)d%% are asked.") % says
    return _("Attend %(asked)d%% of the live sessions at least; no attendance is noted yet.") % says


def _prerequisite(is_met, *, course) -> str:
    if is_met:
        return _("“%(course)s” is held.") % {"course": course.title}
    return _("Hold the certificate of “%(course)s” first, or have the Centre recognise what you know.") % {
        "course": course.title
    }


WORDS = {
    "enrolled": _enrolled,
    "activities": _activities,
    "exam": _exam,
    "attendance": _attendance,
    "prerequisite": _prerequisite,
}
