"""A trainer marks what the learners of their sessions hand in."""

import pytest

from cascade.sessions import register
from courses import assignments
from tests.cascade.makers import TODAY, session, trainer
from tests.courses.makers import enrolled
from tests.courses.test_assignments import asked, assignment, handed
from tests.factories import person

pytestmark = pytest.mark.django_db


def test_trainer_sees_the_works_of_those_in_their_session_and_no_others():
    lead, learner, outsider = trainer(), person(), person()
    held = session(lead)
    made = asked(assignment(held.course))
    register(held, learner, by=lead, on=TODAY)
    work = handed(enrolled(learner, held.course), made)
    handed(enrolled(outsider, held.course), made)  # could leak

    assert set(assignments.to_mark(lead, on=TODAY)) == {work}
    assert set(assignments.to_mark(trainer(), on=TODAY)) == set()
