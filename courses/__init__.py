"""Courses: what is taught, and how far a learner has come.

A *course* is one thing in all languages; a *course page* presents it in one of them, a *lesson page* teaches.
An *activity* is what a learner does (reads a lesson, plays an H5P content, sits an exam), the same in every
language. The *syllabus* is the ordered list of activities a course asks for, rewritten whenever pages are published.
An *enrolment* joins a learner to a course. An *attempt* is one go at an activity and is never overwritten;
a *pass* says that an activity is done, and on whose word: the browser's, the server's or an observer's.

An *assignment* is an activity whose work is handed in and marked by a person, with a rubric.

We own the slices ``h5p`` (packages and their player), ``xapi`` (statements), ``exams`` and ``study`` (notes
and questions); they know nothing of us.
We do not award anything: we say that a course is finished, and certification draws its own conclusion.
"""
