"""Cascade: how training travels from the nation to the village.

A *trainer* is a person accredited at one level, for one course family, in one territory, for one major version.
A *session* is a course taught once, somewhere, by a trainer. *Lineage* is who trained whom: a session was led under
an accreditation, an accreditation was earned in a session (or given by appointment), and so back to the root.

We decide who may teach. Certification decides who has earned, and never asks us: we hand attendance down.
"""
