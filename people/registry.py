"""One small mechanism by which higher apps fill what lower apps ask for.

A registry is filled in ``AppConfig.ready()`` and read at run time. Registering a name twice with another
object is an error, so that a second copy of a rule cannot slip in.

    from people.registry import dashboard_panels

    @dashboard_panels.register("courses", order=20)
    def my_courses(request): ...
"""

from collections.abc import Callable, Iterator
from typing import Any


class AlreadyRegistered(Exception):
    """Two objects claim one name."""


class Registry:
    """Named things in a stated order (lower first, then by name)."""

    def __init__(self, purpose: str):
        self.purpose = purpose
        self._entries: dict[str, tuple[int, Any]] = {}

    def register(self, name: str, *, order: int = 100) -> Callable:
        def add(thing):
            if name in self._entries and self._entries[name][1] is not thing:
                raise AlreadyRegistered(f"{name!r} in {self.purpose}")
            self._entries[name] = (order, thing)
            return thing

        return add

    def __getitem__(self, name: str) -> Any:
        return self._entries[name][1]

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def items(self) -> Iterator[tuple[str, Any]]:
        for name, (_, thing) in sorted(self._entries.items(), key=lambda e: (e[1][0], e[0])):
            yield name, thing

    def __iter__(self) -> Iterator[Any]:
        return (thing for _, thing in self.items())


#: ``f(request) -> Panel | None``: see people/navigation.py
dashboard_panels = Registry("panels of the dashboard")
#: ``f(request) -> list[people.navigation.Entry]``
navigation_entries = Registry("entries of the navigation")
#: attribute ``known_…`` -> ``f() -> expression``: asked in the question that reads the person of a request, because every
#: page wants it; readers cope with people read otherwise, who lack the attribute
asked_with_person = Registry("what is asked together with the person of a request")
#: ``f(person) -> JSON-able``: a person's data, part by part, for the right of access
personal_data = Registry("parts of a person's data")
#: ``f(person)``: forget what may be forgotten
anonymisers = Registry("parts of a person to anonymise")
#: ``f(kept, gone)``: re-point rows when two people are merged
mergers = Registry("what to re-point when two people are merged")
#: ``f(a, b, *, on) -> str | None``: why two people are not independent
dependence_reasons = Registry("reasons why two people are not independent")
#: ``f(job, work)``: see people/jobs.py
job_kinds = Registry("kinds of long work")
#: ``"fact.name:handler" -> f(fact)``: see people/facts.py
fact_handlers = Registry("handlers of facts")
#: people.reference.Loader: see people/reference.py
reference_loaders = Registry("reference data to load")
#: ``f(gaps) -> {competency id: list}``: ways to close these gaps, asked for all of them at once
gap_closers = Registry("ways to close a gap")
#: ``f(today)``: what must happen once a day
daily = Registry("what happens every day")
#: ``f(request, course) -> people.navigation.Panel | None``: what higher apps show on a learner's course page
course_panels = Registry("panels of a learner's course page")
#: ``f(request, person) -> Panel | None``: what higher apps show on a person's passport
passport_panels = Registry("panels of a person's passport")
#: ``f(person, blueprint, *, on) -> str | None``: why this person may not sit this exam now
exam_gates = Registry("reasons why a person may not sit an exam")
#: ``f(request, blueprint, sitting) -> people.navigation.Panel | None``: what higher apps show beside an exam and its
#: result; ``sitting`` None = before it is begun
exam_panels = Registry("panels beside an exam")
#: ``f(user, *, on) -> Q`` on courses.HandIn: whose work this person may mark beside what courses/ allows;
#: ``f.is_for(user)``: whether it could be theirs at all
assignment_markers = Registry("who else may mark work handed in")
#: ``f(request) -> Panel | None``: what higher apps show on the public home page; see people/navigation.py
home_panels = Registry("panels of the home page")
#: ``f(people, courses, *, on) -> {(person id, course id): courses.prerequisites.Proof}``: what higher apps know of courses that
#: these people need not follow any more (``people`` and ``courses`` are lists of ids)
course_proofs = Registry("proofs that somebody knows a course")
#: ``kind of long work -> () -> str``: what it is called in its owner's list
job_names = Registry("what long work is called")
#: ``f(request) -> list[people.navigation.Entry]``: what else an officer does with the people of the staff list
staff_acts = Registry("acts beside the staff list")
#: ``f(person, course, *, on) -> list of people``: who answers this person's questions at this course
course_answerers = Registry("who answers questions at a course")
#: ``kind of notice -> people.notices.Kind``: what it is called, and how it is told while the person has not chosen
notice_kinds = Registry("kinds of notices a person may choose the way of")
#: ``f(person, *, on) -> list[people.calendar.Event]``: what stands in a person's calendar
calendar_events = Registry("what stands in a person's calendar")
