import pytest

from cascade import sessions
from cascade.lineage import descendants, trained_by, tree, way_to_root
from cascade.models import Registration
from people.independence import dependence
from tests.cascade.makers import TODAY, earned, session, trainer
from tests.factories import person

pytestmark = pytest.mark.django_db


def train(held, *people):
    for who in people:
        sessions.register(held, who, by=held.lead, on=TODAY)
    Registration.objects.filter(session=held).update(trained=True)


@pytest.fixture
def line():
    """National → regional → local → learner, and a learner of somebody else that could leak in."""
    national, regional, local, learner = trainer(), person(), person(), person()
    first = session(national)
    train(first, regional)
    earned(regional, first, level=2)
    second = session(regional)
    train(second, local)
    earned(local, second)
    third = session(local)
    train(third, learner)
    other = session(trainer())
    train(other, person())
    return national, regional, local, learner, third


def test_from_a_learner_back_to_the_root_in_one_query(line, django_assert_num_queries):
    national, regional, local, _, third = line
    with django_assert_num_queries(2):  # the walk, and the people on it
        way = way_to_root(third)
    assert [step.trainer for step in way] == [local, regional, national]


def test_from_the_root_down_to_every_learner(line, django_assert_num_queries):
    national, regional, local, learner, _ = line
    with django_assert_num_queries(1):
        found = descendants(national)
    assert found == {regional.pk: 1, local.pk: 2, learner.pk: 3}
    assert [(row.depth, row.trained) for row in tree(national)] == [(1, [regional]), (2, [local]), (3, [learner])]


def test_who_trained_somebody_is_never_independent_of_them(line):
    national, _, local, learner, _ = line
    assert trained_by(national, learner)
    assert not trained_by(learner, national)
    assert dependence(local, learner, on=TODAY)
    assert dependence(learner, national, on=TODAY)
    assert dependence(trainer(), learner, on=TODAY) == []
