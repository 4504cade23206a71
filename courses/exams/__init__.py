"""Exams: what is asked, of whom, and what it was worth.

A *bank* holds questions of one subject. A *question* has one identity and one text per language; its *wording* is what
it said and which answer was right on the day it was asked, kept for ever. A *blueprint* says how many questions of
which competency and difficulty make a paper, in how many minutes, with what pass mark. A *sitting* is one person's
attempt, or the *pre-test* before all of them: a *paper* drawn and frozen when it begins, *answers* saved one by one,
marks given here and nowhere else.

We know nothing of courses: higher apps say who may sit (``exam_gates``) and hear ``exam.marked``.
"""
