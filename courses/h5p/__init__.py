"""H5P: interactive exercises that come as one file and play in a closed box.

A *package* is a ``.h5p`` file as it was received. It holds one *content* (questions, texts, pictures) and
the *libraries* (scripts and styles) that play it; a library is kept once per version and shared.
*Statements* and *state* are what the exercise reports while somebody plays.

We decide whether a package is safe to open and how it is played. We know nothing of courses: the lesson
template hands the player the address to report to.
"""
