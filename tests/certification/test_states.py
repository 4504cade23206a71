"""What a certificate is on a day, and which events it takes then."""

from datetime import date, timedelta

import pytest

from certification import awards
from certification.awards import ImpossibleEvent, NotAllowed
from certification.states import FROM, State, state_of
from people.policy import choose
from tests import factories
from tests.certification import makers

ISSUED, ENDS = date(2026, 11, 21), date(2028, 11, 21)
OPENS = ENDS - timedelta(days=90)
LATER = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (ISSUED, State.VALID),
        (OPENS - timedelta(days=1), State.VALID),
        (OPENS, State.DUE),
        (ENDS, State.DUE),
        (ENDS + timedelta(days=1), State.EXPIRED),
        (date(2040, 1, 1), State.EXPIRED),
    ],
)
def test_dates_decide(db, on, state):
    assert state_of(makers.certificate(on=ISSUED), on=on) == state


@pytest.mark.parametrize(
    ("acts", "on", "state"),
    [
        (["suspend"], LATER - timedelta(days=1), State.VALID),
        (["suspend"], LATER, State.SUSPENDED),
        (["suspend"], date(2040, 1, 1), State.SUSPENDED),
        (["suspend", "reinstate"], LATER, State.VALID),
        (["suspend", "reinstate"], ENDS, State.DUE),
        (["suspend", "reinstate"], date(2040, 1, 1), State.EXPIRED),
        (["suspend", "revoke"], LATER, State.REVOKED),
        (["revoke"], LATER - timedelta(days=1), State.VALID),
        (["revoke"], LATER, State.REVOKED),
        (["revoke"], date(2040, 1, 1), State.REVOKED),
        (["correct"], LATER, State.VALID),
    ],
)
def test_ledger_decides_before_dates(db, acts, on, state):
    certificate, admin = makers.certificate(on=ISSUED), makers.administrator()
    for act in acts:
        getattr(awards, act)(certificate, by=admin, reason="As the file says", on=LATER)
    certificate.refresh_from_db()
    assert state_of(certificate, on=on) == state


def brought_to(state):
    """A certificate in that state on LATER."""
    expired = state in {State.EXPIRED}
    certificate = makers.certificate(on=date(2024, 1, 1) if expired else ISSUED)
    admin = makers.administrator()
    match state:
        case State.DUE:
            certificate = makers.certificate(on=date(2025, 4, 1))
        case State.SUSPENDED:
            awards.suspend(certificate, by=admin, reason="looked into", on=LATER)
        case State.REVOKED:
            awards.revoke(certificate, by=admin, reason="not theirs", on=LATER)
        case State.SUPERSEDED:
            certificate = makers.certificate(on=date(2025, 4, 1))
            makers.certificate(certificate.person, certificate.scheme.course, on=LATER)
    assert state_of(certificate, on=LATER) == state
    return certificate, admin


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    ("act", "event"),
    [("suspend", "suspended"), ("reinstate", "reinstated"), ("revoke", "revoked"), ("correct", "corrected")],
)
def test_every_pair_of_state_and_event(db, state, act, event):
    certificate, admin = brought_to(state)
    before = certificate.entries.count()
    if state in FROM[event]:
        getattr(awards, act)(certificate, by=admin, reason="As the file says", on=LATER)
        assert certificate.entries.count() == before + 1
    else:
        with pytest.raises(ImpossibleEvent):
            getattr(awards, act)(certificate, by=admin, reason="As the file says", on=LATER)
        assert certificate.entries.count() == before


def test_opening_of_renewal_is_a_dated_policy(db):
    certificate = makers.certificate(on=ISSUED)
    choose("renewal.opens_days_before", 120, by=None, reason="Asked by the field", from_on=ENDS - timedelta(days=110))
    assert state_of(certificate, on=ENDS - timedelta(days=111)) == State.VALID
    assert state_of(certificate, on=ENDS - timedelta(days=110)) == State.DUE


@pytest.mark.parametrize("act", ["suspend", "reinstate", "revoke", "correct"])
def test_only_an_administrator_of_the_centre_decides_and_with_a_reason(db, act):
    certificate = makers.certificate(on=ISSUED)
    officer = factories.hr_officer(factories.institution())
    for who in (officer, certificate.person):
        with pytest.raises(NotAllowed):
            getattr(awards, act)(certificate, by=who, reason="Because", on=LATER)
    with pytest.raises(ValueError, match="reason"):
        getattr(awards, act)(certificate, by=makers.administrator(), reason="  ", on=LATER)
