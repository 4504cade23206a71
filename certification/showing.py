"""How a certificate and a verdict are said to a reader: words, sign and tone for each state."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from certification.models import Certificate
from certification.states import State, days_left, renewal_days, state_of
from certification.verification import DOUBTFUL, LATER, MISTYPED, UNKNOWN, UNREACHABLE, Verdict
from people.trilingual import said, tongue

ICONS = {
    State.VALID: "check",
    State.DUE: "clock",
    State.EXPIRED: "alert",
    State.SUSPENDED: "lock",
    State.REVOKED: "ban",
    State.SUPERSEDED: "sync",
}
TONES = {
    State.VALID: "ok",
    State.DUE: "soon",
    State.EXPIRED: "stop",
    State.SUSPENDED: "stop",
    State.REVOKED: "stop",
    State.SUPERSEDED: "plain",
}


def state_word(state: State) -> str:
    return {
        State.VALID: pgettext("state of a certificate", "In force"),
        State.DUE: pgettext("state of a certificate", "To renew"),
        State.EXPIRED: pgettext("state of a certificate", "Expired"),
        State.SUSPENDED: pgettext("state of a certificate", "Suspended"),
        State.REVOKED: pgettext("state of a certificate", "Withdrawn"),
        State.SUPERSEDED: pgettext("state of a certificate", "Replaced"),
    }[state]


@dataclass(frozen=True)
class Card:
    """A certificate in its holder's list."""

    certificate: Certificate
    state: State
    days_left: int
    skills: list[dict]
    share_left: int

    @property
    def title(self) -> str:
        return said(self.certificate.scheme, "name")

    @property
    def course(self):
        return self.certificate.scheme.course

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def icon(self) -> str:
        return ICONS[self.state]

    @property
    def word(self) -> str:
        """Days rather than a word when they are counted."""
        if self.state == State.DUE:
            return ngettext("%(n)d day left", "%(n)d days left", self.days_left) % {"n": self.days_left}
        return state_word(self.state)

    @property
    def tile_kind(self) -> str:
        return "certified" if self.state.is_in_force else "expired"

    @property
    def may_renew(self) -> bool:
        return self.state in {State.DUE, State.EXPIRED}


def cards(person, *, on: date, **which) -> list[Card]:
    """The newest of each course first; those replaced come last. ``which`` narrows the certificates."""
    certificates = list(Certificate.objects.filter(person=person, **which).with_story())
    opens = renewal_days(on=on) if certificates else None
    made = []
    for certificate in certificates:
        state = state_of(certificate, certificate.entries.all(), on=on, opens=opens)
        statements = certificate.statements.all()
        left = days_left(certificate, on=on)
        whole = max(1, (certificate.expires_on - certificate.issued_on).days)
        made.append(
            Card(
                certificate,
                state,
                left,
                skills=[_in_tongue(skill) for skill in statements[len(statements) - 1].says["skills"]]
                if statements
                else [],
                share_left=max(0, round(100 * left / whole)) if state.is_in_force else 0,
            )
        )
    return sorted(made, key=lambda card: card.state == State.SUPERSEDED)


def _in_tongue(says: dict) -> dict:
    return {**says, "name": _tongue_of(says)}


def _tongue_of(says: dict) -> str:
    return says.get(tongue()) or says.get("fr") or says.get("ar") or ""


@dataclass(frozen=True)
class Shown:
    """A verdict in words. ``words`` follows the title; ``when`` = the sentence carries the day it was checked."""

    title: str
    words: str
    tone: str
    icon: str
    proves: str = ""
    holder: str = ""
    other_holder: str = ""
    award: str = ""
    course: str = ""
    code: str = ""
    skills: tuple = ()
    tile_kind: str = "certified"
    grounds: str = ""


def verdict(found: Verdict) -> Shown:
    title, words, tone, icon = _VERDICTS[found.kind](found)
    if not found.says:
        return Shown(title, words, tone, icon)
    names = found.says["holder"]
    first, second = (names["ar"], names["latin"]) if tongue() == "ar" else (names["latin"], names["ar"])
    return Shown(
        title,
        words,
        tone,
        icon,
        proves=_("What it proves") if found.is_in_force else _("What it proved"),
        holder=first or second,
        other_holder=second if first else "",
        award=_tongue_of(found.says["award"]),
        course=_tongue_of(found.says["course"]),
        code=found.says["course"]["code"],
        skills=tuple(_in_tongue(skill) for skill in found.says["skills"]),
        tile_kind="certified" if found.is_in_force else "expired",
        grounds=found.decided.get_grounds_display() if found.decided and found.decided.grounds else "",
    )


def _day(day: date) -> dict:
    return {"day": date_format(day)}


def _due(found):
    left = found.days_left
    words = ngettext(
        "Issued by the Centre. It ends in %(n)d day, on %(day)s, and may be renewed from now on.",
        "Issued by the Centre. It ends in %(n)d days, on %(day)s, and may be renewed from now on.",
        left,
    )
    return _("Genuine certificate, in force"), words % {"n": left, **_day(found.expires_on)}, "soon", "seal"


_VERDICTS = {
    State.VALID: lambda v: (_("Genuine certificate, in force"), _("Issued by %(centre)s.") % {"centre": _tongue_of(v.says.get("issuer", {})) or _("the Centre")}, "", "seal"),
    State.DUE: _due,
    State.EXPIRED: lambda v: (
        _("Genuine certificate, but expired"),
        _("It was valid until %(day)s. It no longer proves this skill today.") % _day(v.expires_on),
        "soon",
        "clock",
    ),
    State.SUSPENDED: lambda v: (
        _("Certificate suspended"),
        _("The Centre set it aside on %(day)s while it looks into the matter. It proves nothing for now.") % _day(v.decided.from_on),
        "stop",
        "lock",
    ),
    State.REVOKED: lambda v: (
        _("Certificate withdrawn"),
        _("The Centre withdrew it on %(day)s. It is worth nothing.") % _day(v.decided.from_on),
        "stop",
        "ban",
    ),
    State.SUPERSEDED: lambda v: (
        _("Genuine certificate, replaced by a newer one"),
        _("It was replaced on %(day)s. Ask its holder for the new one.") % _day(v.decided.from_on),
        "soon",
        "sync",
    ),
    MISTYPED: lambda v: (
        _("This number has a typing error"),
        _("No certificate can have it: a character is wrong, missing or too many. Read it again beside the square."),
        "soon",
        "edit",
    ),
    UNKNOWN: lambda v: (
        _("No certificate has this number"),
        _("The Centre has never issued it. Scan the square rather than typing; if the answer is the same, the paper is not ours."),
        "stop",
        "ban",
    ),
    LATER: lambda v: (
        _("Too many unknown numbers from here"),
        _("Your connection asked for many numbers that no certificate has, so this one is not answered for now. Try again in a quarter of an hour. The square of a real certificate opens all the same."),
        "soon",
        "clock",
    ),
    DOUBTFUL: lambda v: (
        _("Do not rely on this certificate"),
        _("What we hold about it does not match the ledger of certificates. Ask the Centre before any use."),
        "stop",
        "alert",
    ),
    UNREACHABLE: lambda v: (
        _("We could not check"),
        _("The register does not answer for now, so this says nothing about the certificate. Try again in a few minutes."),
        "soon",
        "offline",
    ),
}  # fmt: skip
