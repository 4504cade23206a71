"""Every bad file is refused with its own sentence, and nothing of it is kept."""

import io
import json
import random
import stat
import struct
import zipfile

import pytest
from django.utils.translation import override

from courses.h5p import packages, storing
from courses.h5p.models import Content, Library, Package
from courses.h5p.packages import SENTENCES, BadPackage
from courses.h5p.zips import Limits
from tests.courses.h5p.makers import CONTENT, LIBRARY, MANIFEST, PARTS, PNG, package

SMALL = Limits(upload=400_000, members=40, directory=8000, single=200_000, total=300_000, ratio=50, ratio_from=50_000, json=50_000, json_objects=500)  # fmt: skip


def member(path, data=b"x", *, mode=None, flags=0) -> io.BytesIO:
    """A good package with one member more."""
    info = zipfile.ZipInfo(path)
    info.compress_type = zipfile.ZIP_DEFLATED
    if mode is not None:
        info.external_attr = mode << 16
    info.flag_bits |= flags
    return package(members=[(info, data)])


def raw(changed) -> io.BytesIO:
    """A good package whose bytes went through ``changed``."""
    return io.BytesIO(changed(package().getvalue()))


def directory_field(path: bytes, offset: int, form: str, value) -> io.BytesIO:
    """A good package with one field of a member's directory entry overwritten."""

    def changed(data):
        data = bytearray(data)
        at = data.index(b"PK\x01\x02")
        while data[at + 46 : at + 46 + len(path)] != path:
            at = data.index(b"PK\x01\x02", at + 46)
        struct.pack_into(form, data, at + offset, value)
        return bytes(data)

    return raw(changed)


def renamed(old: bytes, new: bytes, *, utf8=False) -> io.BytesIO:
    """A name replaced by another of the same length in local header and directory."""
    assert len(old) == len(new)

    def changed(data):
        data = bytearray(data.replace(old, new))
        at = -1
        while utf8 and (at := data.find(new, at + 1)) >= 0:
            for mark, back, flags in ((b"PK\x03\x04", 30, 6), (b"PK\x01\x02", 46, 8)):
                if data[at - back : at - back + 4] == mark:
                    data[at - back + flags + 1] |= 0x08
        return bytes(data)

    return raw(changed)


def manifest(**changes) -> io.BytesIO:
    return package({"h5p.json": {**MANIFEST, **changes}})


def library(**changes) -> io.BytesIO:
    return package({"H5P.Says-1.2/library.json": {**LIBRARY, **changes}})


def without_libraries() -> dict:
    return dict.fromkeys(("H5P.Says-1.2/library.json", "H5P.Says-1.2/says.js", "H5P.Says-1.2/css/says.css", "H5P.Parts-1.0/library.json"))  # fmt: skip


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "a")
    return buffer.getvalue()


def zip64(data: bytes) -> bytes:
    end = data.rindex(b"PK\x05\x06")
    return data[:end] + b"PK\x06\x07" + b"\0" * 16 + data[end:]


def two_bodies() -> io.BytesIO:
    """Two directory entries that share one body, as in a bomb of overlapping files."""
    data = bytearray(member("content/images/b.png", PNG).getvalue())
    entries = []
    at = data.index(b"PK\x01\x02")
    while data[at : at + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<3H", data, at + 28)
        entries.append((at, bytes(data[at + 46 : at + 46 + name])))
        at += 46 + name + extra + comment
    places = {name: at for at, name in entries}
    data[places[b"content/images/b.png"] + 42 : places[b"content/images/b.png"] + 46] = data[
        places[b"content/images/a.png"] + 42 : places[b"content/images/a.png"] + 46
    ]
    return io.BytesIO(bytes(data))


def with_dependency(name, major=1, minor=0) -> dict:
    return {"machineName": name, "majorVersion": major, "minorVersion": minor}


BAD = {
    "a text file": (lambda: io.BytesIO(b"hello"), "not-a-zip"),
    "an empty file": (lambda: io.BytesIO(b""), "not-a-zip"),
    "cut short": (lambda: raw(lambda data: data[:-40]), "not-a-zip"),
    "a picture with an archive behind it": (lambda: raw(lambda data: PNG + data), "not-a-zip"),
    "zip64": (lambda: raw(zip64), "zip64"),
    "too large an upload": (lambda: member("content/a.png", random.Random(1).randbytes(500_000)), "upload-too-large"),
    "too many files": (lambda: package({f"content/{n}.txt": b"x" for n in range(60)}), "too-many-files"),
    "encrypted": (lambda: directory_field(b"content/content.json", 8, "<H", 1), "encrypted"),
    "another compression": (lambda: directory_field(b"content/content.json", 10, "<H", 14), "compression"),
    "a bomb by ratio": (lambda: member("content/a.txt", b"0" * 190_000), "bomb"),
    "a large file": (lambda: member("content/a.png", random.Random(1).randbytes(230_000)), "file-too-large"),
    "large in all": (
        lambda: package({f"content/{n}.txt": bytes([65 + n]) + b"0" * 45_000 for n in range(8)}),
        "total-too-large",
    ),
    "a size said too small": (lambda: directory_field(b"content/images/a.png", 24, "<L", 10), "lying-size"),
    "a size said too large": (lambda: directory_field(b"content/images/a.png", 24, "<L", 99), "lying-size"),
    "a body said too short": (lambda: directory_field(b"H5P.Says-1.2/says.js", 20, "<L", 12), "damaged"),
    "a wrong checksum": (lambda: directory_field(b"content/images/a.png", 16, "<L", 7), "damaged"),
    "overlapping files": (two_bodies, "overlap"),
    "two names": (
        lambda: raw(lambda data: data.replace(b"content/images/a.png", b"content/images/b.png", 1)),
        "two-names",
    ),
    "climbing out": (lambda: member("content/../../etc/cron.txt"), "traversal"),
    "climbing out in the middle": (lambda: member("content/./a.txt"), "traversal"),
    "an absolute path": (lambda: member("/etc/passwd.txt"), "absolute-path"),
    "a backslash": (lambda: member("content\\a.txt"), "backslash"),
    "a drive letter": (lambda: member("C:/a.txt"), "drive-letter"),
    "a link": (lambda: member("content/a.txt", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), "link"),
    "a device": (lambda: member("content/a.txt", b"", mode=stat.S_IFCHR | 0o666), "special-file"),
    "a pipe": (lambda: member("content/a.txt", b"", mode=stat.S_IFIFO | 0o666), "special-file"),
    "a deep path": (lambda: member("content/" + "a/" * 20 + "a.txt"), "path-too-deep"),
    "a long path": (lambda: member("content/" + "a" * 300 + ".txt"), "path-too-long"),
    "a control character": (lambda: member("content/a\n.txt"), "control-characters"),
    "a NUL in a name": (lambda: renamed(b"content/images/a.png", b"content/images/a\0png"), "control-characters"),
    "a name drawn backwards": (lambda: member("content/\u202egnp.txt"), "control-characters"),
    "a trailing dot": (lambda: member("content/a.txt."), "odd-name"),
    "a name that is not UTF-8": (lambda: renamed(b"content/images/a.png", b"content/images/\xe9.png"), "name-encoding"),
    "a name that says UTF-8 and is not": (
        lambda: renamed(b"content/images/a.png", b"content/images/\xe9.png", utf8=True),
        "name-encoding",
    ),
    "one name twice": (lambda: member("content/images/a.png", PNG), "duplicate"),
    "names apart by case": (lambda: member("content/images/A.PNG", PNG), "same-name"),
    "names apart by accents": (
        lambda: package({"content/\u00e9.png": PNG, "content/e\u0301.png": PNG}),
        "duplicate",
    ),
    "folders apart by case": (lambda: member("content/IMAGES/b.png", PNG), "same-name"),
    "a name that is file and folder": (lambda: member("content/images", PNG), "same-name"),
    "no h5p.json": (lambda: package({"h5p.json": None}), "no-manifest"),
    "h5p.json of another kind": (lambda: package({"h5p.json": b"[]"}), "bad-manifest"),
    "a main library that is no name": (lambda: manifest(mainLibrary="../x"), "bad-manifest"),
    "broken JSON": (lambda: package({"h5p.json": b'{"title": '}), "bad-json"),
    "JSON in another encoding": (lambda: package({"content/content.json": '{"a": "é"}'.encode("latin-1")}), "bad-json"),
    "NaN": (lambda: package({"content/content.json": b'{"a": NaN}'}), "bad-number"),
    "a number without end": (lambda: package({"content/content.json": b'{"a": 1e999}'}), "bad-number"),
    "a NUL in a text": (lambda: package({"content/content.json": b'{"a": "\\u0000"}'}), "bad-text"),
    "half a letter": (lambda: package({"content/content.json": b'{"a": "\\ud800"}'}), "bad-text"),
    "deep JSON": (lambda: package({"content/content.json": b'{"a":' * 400 + b"1" + b"}" * 400}), "json-too-deep"),
    "much JSON": (
        lambda: package({"content/content.json": json.dumps({"a": [{}] * 900}).encode()}),
        "json-too-many",
    ),
    "large JSON": (
        lambda: package({"content/content.json": json.dumps({"a": random.Random(1).randbytes(40_000).hex()}).encode()}),
        "json-too-large",
    ),
    "no content": (lambda: package({"content/content.json": None}), "no-content"),
    "content that is a list": (lambda: package({"content/content.json": b"[]"}), "bad-content"),
    "a script in the content": (lambda: member("content/a.js"), "content-script"),
    "SVG in the content": (lambda: member("content/a.svg", b"<svg/>"), "content-script"),
    "HTML in the content": (lambda: member("content/a.html"), "content-script"),
    "Flash in the content": (lambda: member("content/a.swf"), "content-script"),
    "PHP in the content": (lambda: member("content/a.php"), "content-script"),
    "PHP in disguise": (lambda: member("content/a.php.png", PNG), "content-script"),
    ".htaccess in the content": (lambda: member("content/.htaccess"), "content-script"),
    "SVG that says PNG": (lambda: member("content/b.png", b"<svg onload='x()'/>"), "content-disguised"),
    "Flash that says JPEG": (lambda: member("content/b.jpg", b"CWS\x0a"), "content-disguised"),
    "a kind H5P does not know": (lambda: member("content/a.bin"), "content-type"),
    "a file without a kind": (lambda: member("content/readme"), "content-type"),
    "an archive in the content": (lambda: member("content/a.zip", zipped()), "nested-archive"),
    "an archive that says text": (lambda: member("content/a.txt", zipped()), "nested-archive"),
    "an archive in a library": (lambda: member("H5P.Says-1.2/a.h5p", zipped()), "nested-archive"),
    "a file beside all": (lambda: member("readme.txt"), "stray-file"),
    "a program in a library": (lambda: member("H5P.Says-1.2/a.exe"), "library-type"),
    "HTML in a library": (lambda: member("H5P.Says-1.2/a.html"), "library-type"),
    "a folder that is no library": (lambda: member("pictures/a.png", PNG), "no-library-json"),
    "a library without a version": (lambda: library(patchVersion=None), "bad-library"),
    "a library in another's folder": (lambda: library(minorVersion=3), "library-name"),
    "a library twice": (lambda: package({"H5P.Parts/library.json": PARTS}), "library-twice"),
    "a newer core": (lambda: library(coreApi={"majorVersion": 1, "minorVersion": 99}), "core-api"),
    "a script of another library": (lambda: library(preloadedJs=[{"path": "../H5P.Parts-1.0/a.js"}]), "outside-script"),
    "a script from afar": (lambda: library(preloadedJs=[{"path": "https://evil.example/a.js"}]), "outside-script"),
    "a style that is none": (lambda: library(preloadedCss=[{"path": "says.js"}]), "outside-script"),
    "a script that is missing": (lambda: library(preloadedJs=[{"path": "more.js"}]), "missing-script"),
    "a main library that is not listed": (lambda: manifest(mainLibrary="H5P.Other"), "main-unlisted"),
    "a main library in another version": (
        lambda: manifest(preloadedDependencies=[with_dependency("H5P.Says", 1, 3)]),
        "main-version",
    ),
    "a main library that cannot be played": (
        lambda: manifest(mainLibrary="H5P.Parts", preloadedDependencies=[with_dependency("H5P.Parts")]),
        "not-runnable",
    ),
    "content only": (lambda: package(without_libraries()), "content-only"),
    "a library missing": (lambda: package({"H5P.Parts-1.0/library.json": None}), "missing-libraries"),
    "a library missing far away": (
        lambda: package(
            {"H5P.Parts-1.0/library.json": {**PARTS, "preloadedDependencies": [with_dependency("H5P.Far", 2, 1)]}}
        ),
        "missing-libraries",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD)
def test_bad_package_is_refused_with_its_sentence_and_nothing_is_kept(name, private_files, monkeypatch):
    monkeypatch.setattr(packages.check, "__kwdefaults__", {**packages.check.__kwdefaults__, "limits": SMALL})
    make, code = BAD[name]

    with pytest.raises(BadPackage) as refused:
        storing.take_in(make(), language="fr")

    assert refused.value.code == code
    assert "%(" not in refused.value.sentence
    assert not (Content.objects.exists() or Package.objects.exists() or Library.objects.exists())
    assert not private_files.exists()


def test_every_refusal_but_one_is_tried_here():
    assert {code for _, code in BAD.values()} == SENTENCES.keys() - {"libraries-not-allowed"}  # tests of the store


def test_every_refusal_has_a_sentence_of_its_own_in_each_language():
    def said():
        return {code: str(sentence) for code, sentence in SENTENCES.items()}

    with override("en"):
        english = said()
    for language in ("ar", "fr"):
        with override(language):
            theirs = said()
        assert len(set(theirs.values())) == len(theirs)
        assert {code for code in theirs if theirs[code] == english[code]} == set()


def test_damage_anywhere_is_refused_and_never_breaks_the_parser():
    good = package().getvalue()
    chance = random.Random(7)
    for _ in range(400):
        data = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            packages.check(io.BytesIO(bytes(data)), limits=SMALL)
        except BadPackage as refused:
            assert refused.sentence


def test_good_package_passes_with_what_it_says():
    parsed = packages.check(package())

    assert (str(parsed.main), parsed.title, parsed.language, parsed.params) == (
        "H5P.Says-1.2",
        "A greeting",
        "fr",
        CONTENT,
    )
    assert sorted(parsed.files) == ["images/a.png"]
    assert {str(one.version): sorted(one.files) for one in parsed.libraries} == {
        "H5P.Says-1.2": ["css/says.css", "library.json", "says.js"],
        "H5P.Parts-1.0": ["library.json"],
    }


@pytest.mark.parametrize(
    "good",
    [
        {"content/صورة.png": PNG},
        {"__MACOSX/content/._a.png": b"x", "content/.DS_Store": b"x"},
        {"H5P.Parts-1.0/library.json": None, "H5P.Parts/library.json": PARTS},
        {"H5P.Says-1.2/icon.svg": b"<svg/>", "content/paper.docx": zipped()},
        {"H5P.Editor-1.0/library.json": {**PARTS, "machineName": "H5P.Editor"}},
        {"h5p.json": b"\xef\xbb\xbf" + json.dumps(MANIFEST).encode()},
    ],
)
def test_what_honest_packages_hold_is_accepted(good):
    assert packages.check(package(good)).title == "A greeting"


def test_main_library_of_minor_version_0_is_accepted():
    nought = {**LIBRARY, "minorVersion": 0}
    files = {
        "H5P.Says-1.2/library.json": None,
        "H5P.Says-1.2/says.js": None,
        "H5P.Says-1.2/css/says.css": None,
        "H5P.Says-1.0/library.json": nought,
        "H5P.Says-1.0/says.js": b"",
        "H5P.Says-1.0/css/says.css": b"",
        "h5p.json": {**MANIFEST, "preloadedDependencies": [with_dependency("H5P.Says"), with_dependency("H5P.Parts")]},
    }
    assert str(packages.check(package(files)).main) == "H5P.Says-1.0"
