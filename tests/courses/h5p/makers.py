"""Packages, good and bad, built in code."""

import io
import json
import zipfile

CONTENT = {"text": "Bonjour"}
LIBRARY = {
    "title": "Says",
    "machineName": "H5P.Says",
    "majorVersion": 1,
    "minorVersion": 2,
    "patchVersion": 3,
    "runnable": 1,
    "coreApi": {"majorVersion": 1, "minorVersion": 19},
    "preloadedJs": [{"path": "says.js"}],
    "preloadedCss": [{"path": "css/says.css"}],
    "preloadedDependencies": [{"machineName": "H5P.Parts", "majorVersion": 1, "minorVersion": 0}],
}
PARTS = {
    "title": "Parts",
    "machineName": "H5P.Parts",
    "majorVersion": 1,
    "minorVersion": 0,
    "patchVersion": 1,
    "runnable": 0,
}
MANIFEST = {
    "title": "A greeting",
    "language": "fr",
    "mainLibrary": "H5P.Says",
    "embedTypes": ["div"],
    "preloadedDependencies": [
        {"machineName": "H5P.Says", "majorVersion": 1, "minorVersion": 2},
        {"machineName": "H5P.Parts", "majorVersion": 1, "minorVersion": 0},
    ],
}
SAYS_JS = b"""
H5P.Says = function (params, id, extras) {
  H5P.EventDispatcher.call(this);
  this.contentId = id;
  this.attach = ($box) => { $box.html('<p id="said"></p>').find('p').text(params.text); window.says && window.says(this); };
};
H5P.Says.prototype = Object.create(H5P.EventDispatcher.prototype);
"""
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def parts(**changes) -> dict:
    """Every file of a good package by path. A change of None leaves the file out; dicts become JSON."""
    files = {
        "h5p.json": MANIFEST,
        "content/content.json": CONTENT,
        "content/images/a.png": PNG,
        "H5P.Says-1.2/library.json": LIBRARY,
        "H5P.Says-1.2/says.js": SAYS_JS,
        "H5P.Says-1.2/css/says.css": b"p { color: inherit }",
        "H5P.Parts-1.0/library.json": PARTS,
    }
    files.update(changes)
    return {path: value for path, value in files.items() if value is not None}


def package(changes: dict | None = None, *, members=()) -> io.BytesIO:
    """A package with those files changed; ``members`` are (ZipInfo, bytes) added after them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, value in parts(**(changes or {})).items():
            info = zipfile.ZipInfo(path)  # of no date: the same files make the same package
            archive.writestr(info, value if isinstance(value, bytes) else json.dumps(value), zipfile.ZIP_DEFLATED)
        for info, data in members:
            archive.writestr(info, data)
    buffer.seek(0)
    return buffer
