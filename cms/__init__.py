"""Cms: the public site and the look of every page.

A *base page* is a page of the public site in one language; *home* is its front door, a *content page* is to be read.
The *look* is base.html, its components (one partial and one stylesheet each), the *skill tile* and the *theme*.
A *kept* piece of a page is rendered once for all to whom it says the same (kept.py).

We show; we know nothing of courses, certificates or sessions. Higher apps bring panels and entries through registries.
"""
