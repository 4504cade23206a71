"""Study: what learners keep in the margin of a lesson, and what they ask their trainers.

A *margin* is a person's private note and bookmark at one activity. A *message* is a question at an activity or a reply
to one; its *addressees* are the trainers who may answer and moderate. A *report* says that a message should be looked
at; a *hidden* message shows to its writer and to the moderators alone.

We know activities by their id and nothing of courses: who the addressees are is told to us.
"""
