"""People: who and where.

A *person* (User) holds *posts* (institution, branch, province, job profile, manager, from, to) and may hold
*charges* (a role over a territory, an institution and a branch, dated). *Consent* is asked purpose by purpose.
A *fact* is something that happened, left in an outbox; a *job* is long work whose row is the truth;
a *notice* is a sentence on its way to a person; a *policy value* is a number the programme chose, dated.
A *prepared question* is a query of a busy page whose SQL is made once (prepared.py).

We know nothing of courses, certificates or trainers; higher apps fill our registries.
"""
