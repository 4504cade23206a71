"""Competencies: what people can do, how it is proved, and who may find them.

A *domain* groups *competencies*; a *mark* says that a person has a competency at a level from 1 to 5, and how that is
known: declared, endorsed, assessed or certified. A *requirement* is the level a job profile asks for; a *gap* is a
requirement that no mark in force meets. The *register* is where HR officers search among people who agreed to be
listed; a *listing* is such a person without a name; a *contact request* asks them to be named.

We weigh proofs and never ask how they were earned: courses, certificates and trainers report to us from above.
"""
