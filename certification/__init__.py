"""Certification: what was earned, what it says, and how anybody can check it.

A *scheme* is the dated rule by which a course gives a certificate. A *certificate* is a number given to a person for
one *cycle* of a scheme; what it says is frozen in a *statement*. The *ledger* is the chain of everything that happened
to certificates: nothing in it is ever changed. The *state* of a certificate is read from the ledger and the day.

We decide who has earned. Courses say what was passed, the cascade hands down who was present, and we hand certified
marks down to the register; none of them ask us.
"""
