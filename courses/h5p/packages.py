"""Is this upload safe to unpack?

The whole ``.h5p`` is checked before a byte is kept. A refusal is a ``BadPackage`` with a code for programs and a
sentence for the person who chose the file. The rules of the archive itself are in ``zips.py``.

Odd cases: desktop litter (``__MACOSX``, ``.DS_Store``) is passed over; libraries in the package that the content
does not need are passed over; a library that the site already has need not come along; a main library of minor
version 0 is accepted, because our frame names it rightly (players that build the name themselves do not).
"""

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from courses.h5p import zips
from courses.h5p.zips import BadZip, Limits, Member

CORE_API = (1, 28)  # of the player, h5p-standalone 3.8.2


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# H5P's own list, without those that can hold a script (svg, swf, xml, html).
CONTENT_EXTENSIONS = _words(
    "json png jpg jpeg gif bmp tif tiff webp avif eot ttf woff woff2 otf webm mp4 ogg mp3 m4a wav txt pdf rtf doc docx "
    "xls xlsx ppt pptx odt ods odp csv diff patch md textile vtt webvtt gltf glb"
)
LIBRARY_EXTENSIONS = CONTENT_EXTENSIONS | {"js", "css", "svg"}
ARCHIVES = _words("zip h5p jar war apk 7z rar gz tgz bz2 xz tar")
ACTIVE = _words(
    "js mjs css svg svgz html htm xhtml xht xml xsl shtml swf htaccess htpasswd php php3 php4 php5 php7 php8 phtml phar "
    "asp aspx jsp cgi pl py rb sh bat cmd exe dll com msi ps1 vbs hta"
)
RUN_BY_SERVERS = _words("php php3 php4 php5 php7 php8 phtml phar asp aspx jsp cgi html htm")  # also as photo.php.png
TEXTS = _words("json txt csv diff patch md textile vtt webvtt js css svg gltf rtf")
MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|script|svg|\?xml|\?php|iframe|!--)", re.I)
FLASH = (b"FWS", b"CWS", b"ZWS")
OFFICE = _words("docx xlsx pptx odt ods odp")  # archives by their nature

MACHINE_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,127}", re.ASCII)
BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)  # an open string runs to the end: linear
UNSTORABLE = re.compile("[\0\ud800-\udfff]")

SENTENCES = {
    "upload-too-large": _("The file is larger than %(limit)s MB. Make its pictures and films smaller."),
    "not-a-zip": _("This is not an H5P file, or it was cut short on its way. Export it again and send it whole."),
    "zip64": _("The archive uses the Zip64 form, which H5P files do not need. Export it again from H5P."),
    "too-many-files": _("The package holds more than %(limit)s files."),
    "overlap": _("Files inside the archive share the same bytes, as in a zip bomb. It was not opened."),
    "encrypted": _("“%(path)s” is locked with a password. Export the exercise again without one."),
    "compression": _("“%(path)s” is compressed in a way H5P does not use. Export the exercise again from H5P."),
    "damaged": _("“%(path)s” is damaged inside the package. Export the exercise again."),
    "lying-size": _("“%(path)s” does not have the size that the archive states. It was not opened."),
    "two-names": _("“%(path)s” bears two different names inside the archive. It was not opened."),
    "bomb": _("“%(path)s” swells far too much when it is unpacked. It was not opened."),
    "file-too-large": _("“%(path)s” is larger than %(limit)s MB. Make it smaller or host the film elsewhere."),
    "total-too-large": _("Unpacked, the package is larger than %(limit)s MB. Split the exercise."),
    "name-encoding": _(
        "A file name inside is not written in UTF-8. Rename the files with plain letters and export again."
    ),
    "control-characters": _("The file name “%(path)s” holds invisible characters. Rename the file and export again."),
    "backslash": _("The file name “%(path)s” holds a backslash. Export the exercise again from H5P."),
    "absolute-path": _("“%(path)s” asks for a place outside the package: it begins with a slash."),
    "drive-letter": _("“%(path)s” names a drive or holds a colon. Rename the file and export again."),
    "traversal": _("“%(path)s” asks for a place outside the package."),
    "odd-name": _(
        "The file name “%(path)s” begins or ends with a space, or ends with a dot. Rename it and export again."
    ),
    "path-too-long": _("The file name “%(path)s” is longer than %(limit)s characters."),
    "path-too-deep": _("“%(path)s” lies more than %(limit)s folders deep."),
    "link": _("“%(path)s” is a link to another file. Packages must hold the files themselves."),
    "special-file": _("“%(path)s” is not an ordinary file."),
    "duplicate": _("The package holds “%(path)s” twice."),
    "same-name": _("“%(path)s” and “%(other)s” are one name on many disks. Rename one of them."),
    "no-manifest": _("h5p.json is missing: this archive is not an H5P package. Use “Export as .h5p”."),
    "bad-manifest": _("h5p.json is not as H5P writes it (%(what)s). Export the exercise again."),
    "bad-json": _("“%(path)s” is not valid JSON. Export the exercise again."),
    "json-too-large": _("“%(path)s” is larger than %(limit)s MB."),
    "json-too-many": _("“%(path)s” holds more than %(limit)s objects."),
    "json-too-deep": _("“%(path)s” is nested more than %(limit)s levels deep."),
    "bad-number": _("“%(path)s” holds a number that is none (NaN or infinity)."),
    "bad-text": _("“%(path)s” holds characters that no text may hold."),
    "no-content": _(
        "content/content.json is missing: the package has libraries and no exercise. Export the exercise itself."
    ),
    "bad-content": _("content/content.json must hold one object."),
    "content-script": _(
        "“%(path)s” is a program, a script or an active file (such as SVG, HTML or Flash), which an exercise may not hold. Use PNG or JPEG for pictures."
    ),
    "content-disguised": _("“%(path)s” is not what its name says: it holds markup or a program."),
    "content-type": _("“%(path)s” is of a kind that H5P exercises do not hold. Remove it and export again."),
    "nested-archive": _("“%(path)s” is an archive inside the archive. Remove it and export again."),
    "stray-file": _("“%(path)s” lies outside the content and the libraries. Export the exercise again from H5P."),
    "library-type": _("“%(path)s” is of a kind that H5P libraries do not hold."),
    "no-library-json": _("The folder “%(path)s” has no library.json, so it is no library."),
    "bad-library": _("The library in “%(path)s” does not describe itself as H5P asks (%(what)s)."),
    "library-name": _("The folder “%(path)s” holds the library “%(name)s”. Folder and library must bear one name."),
    "library-twice": _("The package holds the library “%(name)s” twice."),
    "core-api": _("The library “%(name)s” needs a newer H5P (%(needs)s) than this site has (%(has)s)."),
    "outside-script": _("The library “%(name)s” asks for the script or style “%(path)s”, which lies outside it."),
    "missing-script": _("The library “%(name)s” asks for “%(path)s”, which is not in the package."),
    "main-unlisted": _("The main library “%(name)s” is missing from the libraries that h5p.json lists."),
    "main-version": _("h5p.json asks for “%(name)s”, and the package holds “%(other)s”. Export the exercise again."),
    "not-runnable": _("“%(name)s” is only a part of other exercises and cannot be played by itself."),
    "content-only": _(
        "The package holds the content without its libraries (%(names)s). Export it again with its libraries: in Moodle, WordPress or Lumi, “Download as .h5p”, not “content only”."
    ),
    "missing-libraries": _(
        "The package lacks libraries that it needs: %(names)s. Export the exercise again with all its libraries."
    ),
    "libraries-not-allowed": _(
        "The package brings libraries that this site does not have yet (%(names)s). Ask an administrator to install them."
    ),
}


class BadPackage(Exception):
    """Why a package is refused."""

    def __init__(self, code: str, **about):
        super().__init__(code, about)
        self.code, self.about = code, about

    @property
    def sentence(self) -> str:
        """In the reader's language. Names and paths are isolated, so that they read rightly inside Arabic."""
        about = {key: f"\u2068{said}\u2069" if isinstance(said, str) else said for key, said in self.about.items()}
        return str(SENTENCES[self.code]) % about

    def __str__(self):
        return f"{self.code} {self.about or ''}".strip()


@dataclass(frozen=True, order=True)
class Version:
    """A library as others ask for it: ``H5P.Question-1.5``."""

    name: str
    major: int
    minor: int

    def __str__(self):
        return f"{self.name}-{self.major}.{self.minor}"


@dataclass(frozen=True)
class ParsedLibrary:
    version: Version
    patch: int
    title: str
    runnable: bool
    preloaded_js: tuple[str, ...]
    preloaded_css: tuple[str, ...]
    needs: tuple[Version, ...]
    files: Mapping[str, Member] = field(default_factory=dict)  # path below the library's folder


@dataclass(frozen=True)
class Known:
    """A library that the site already has."""

    version: Version
    runnable: bool
    needs: tuple[Version, ...]


@dataclass(frozen=True)
class Parsed:
    """A package that passed. Of all it ``needs``, ``libraries`` are those it brings; the site has the others."""

    file: BinaryIO
    limits: Limits
    sha256: str
    size: int
    title: str
    language: str  # as the package says, perhaps empty
    main: Version
    params: dict[str, Any]
    needs: tuple[Version, ...]
    libraries: tuple[ParsedLibrary, ...]
    files: Mapping[str, Member]  # path below content/, without content.json

    def chunks(self, member: Member) -> Iterator[bytes]:
        return zips.inflate(self.file, member.info, member.path, self.limits)


def check(file: BinaryIO, *, known: Collection[Known] = (), limits: Limits = Limits()) -> Parsed:  # noqa: B008 frozen
    """Raise BadPackage unless every part of the package is as it should be."""
    try:
        found = zips.members(file, limits)
        return _Check(file, found, {library.version: library for library in known}, limits).parsed()
    except BadZip as refused:
        raise BadPackage(refused.code, **refused.about) from refused


class _Check:
    def __init__(self, file, found: dict[str, Member], known: dict[Version, Known], limits: Limits):
        self.file, self.found, self.known, self.limits = file, found, known, limits

    def parsed(self) -> Parsed:
        if "h5p.json" not in self.found:
            raise BadPackage("no-manifest")
        manifest = self.json("h5p.json")
        main, asked, title, language = _manifest(manifest)
        files = self.content_files()
        params = self.params()
        brought = self.libraries()
        main = self.main_library(main, asked, brought)
        needs = self.needs(asked, brought)
        self.file.seek(0)
        digest = sha256()
        while chunk := self.file.read(zips.CHUNK):
            digest.update(chunk)
        return Parsed(
            file=self.file,
            limits=self.limits,
            sha256=digest.hexdigest(),
            size=self.file.tell(),
            title=title,
            language=language,
            main=main,
            params=params,
            needs=needs,
            libraries=tuple(brought[version] for version in needs if version in brought),
            files=files,
        )

    # content

    def content_files(self) -> dict[str, Member]:
        files = {}
        for path, member in self.found.items():
            if path.startswith("content/"):
                self.in_content(path, member)
                files[path.removeprefix("content/")] = member
            elif path != "h5p.json" and "/" not in path:
                extension = _extensions(path)[-1:]
                raise BadPackage(
                    "nested-archive" if extension and extension[0] in ARCHIVES else "stray-file", path=path
                )
        files.pop("content.json", None)
        return files

    def in_content(self, path: str, member: Member) -> None:
        extensions = _extensions(path)
        last = extensions[-1] if extensions else ""
        if last in ACTIVE or RUN_BY_SERVERS.intersection(extensions) or path.rpartition("/")[2].startswith("."):
            raise BadPackage("content-script", path=path)
        if last in ARCHIVES:
            raise BadPackage("nested-archive", path=path)
        if last not in CONTENT_EXTENSIONS:
            raise BadPackage("content-type", path=path)
        if last not in OFFICE and member.head.startswith(b"PK\x03\x04"):
            raise BadPackage("nested-archive", path=path)
        if last not in TEXTS and (MARKUP.match(member.head) or member.head.startswith(FLASH)):
            raise BadPackage("content-disguised", path=path)

    def params(self) -> dict[str, Any]:
        if "content/content.json" not in self.found:
            raise BadPackage("no-content")
        params = self.json("content/content.json")
        if not isinstance(params, dict):
            raise BadPackage("bad-content")
        return params

    # libraries

    def libraries(self) -> dict[Version, ParsedLibrary]:
        folders: dict[str, dict[str, Member]] = {}
        for path, member in self.found.items():
            folder, slash, rest = path.partition("/")
            if slash and folder != "content":
                folders.setdefault(folder, {})[rest] = member
        brought: dict[Version, ParsedLibrary] = {}
        for folder, files in folders.items():
            library = self.library(folder, files)
            if library.version in brought:
                raise BadPackage("library-twice", name=str(library.version))
            brought[library.version] = library
        return brought

    def library(self, folder: str, files: dict[str, Member]) -> ParsedLibrary:
        if "library.json" not in files:
            raise BadPackage("no-library-json", path=folder)
        for path, member in files.items():
            last = (_extensions(path) or [""])[-1]
            if last in ARCHIVES or (last not in OFFICE and member.head.startswith(b"PK\x03\x04")):
                raise BadPackage("nested-archive", path=f"{folder}/{path}")
            if last not in LIBRARY_EXTENSIONS:
                raise BadPackage("library-type", path=f"{folder}/{path}")
        said = _Reader(self.json(f"{folder}/library.json"), "bad-library", path=folder)
        version = Version(said.machine_name("machineName"), said.count("majorVersion"), said.count("minorVersion"))
        if folder not in (str(version), version.name):
            raise BadPackage("library-name", path=folder, name=str(version))
        core = said.inner("coreApi")
        if core is not None:
            needs = (core.count("majorVersion"), core.count("minorVersion"))
            if needs > CORE_API:
                raise BadPackage(
                    "core-api", name=str(version), needs="{}.{}".format(*needs), has="{}.{}".format(*CORE_API)
                )
        return ParsedLibrary(
            version=version,
            patch=said.count("patchVersion"),
            title=said.text("title", 255),
            runnable=bool(said.count("runnable", 0)),
            preloaded_js=tuple(self.preloaded(said, "preloadedJs", version, files, "js")),
            preloaded_css=tuple(self.preloaded(said, "preloadedCss", version, files, "css")),
            needs=tuple(said.versions("preloadedDependencies")),
            files=files,
        )

    def preloaded(self, said, key, version, files, extension) -> Iterator[str]:
        for entry in said.entries(key):
            path = entry.text("path", self.limits.path)
            clean = path.removeprefix("./")
            if (
                re.search(r"^/|\\|:|[?#]|//", clean)
                or any(part in ("", ".", "..") for part in clean.split("/"))
                or not clean.casefold().endswith("." + extension)
            ):
                raise BadPackage("outside-script", name=str(version), path=path)
            if clean not in files:
                raise BadPackage("missing-script", name=str(version), path=path)
            yield clean

    def main_library(self, name: str, asked: list[Version], brought: dict[Version, ParsedLibrary]) -> Version:
        main = next((version for version in asked if version.name == name), None)
        if main is None:
            raise BadPackage("main-unlisted", name=name)
        library = brought.get(main) or self.known.get(main)
        if library is None:
            other = next((version for version in sorted(brought) if version.name == name), None)
            if other:
                raise BadPackage("main-version", name=str(main), other=str(other))
        elif not library.runnable:
            raise BadPackage("not-runnable", name=str(main))
        return main

    def needs(self, asked: list[Version], brought: dict[Version, ParsedLibrary]) -> tuple[Version, ...]:
        """What the content needs, however far away."""
        missing: list[Version] = []
        seen: dict[Version, None] = dict.fromkeys(asked)
        waiting = list(seen)
        while waiting:
            version = waiting.pop()
            library = brought.get(version) or self.known.get(version)
            if library is None:
                missing.append(version)
                continue
            waiting += [need for need in library.needs if need not in seen]
            seen.update(dict.fromkeys(library.needs))
        if missing:
            names = ", ".join(str(version) for version in sorted(missing))
            raise BadPackage("missing-libraries" if brought else "content-only", names=names)
        return tuple(seen)

    # JSON

    def json(self, path: str) -> Any:
        member = self.found[path]
        if member.size > self.limits.json:
            raise BadPackage("json-too-large", path=path, limit=self.limits.json // 2**20)
        raw = b"".join(zips.inflate(self.file, member.info, path, self.limits))
        depth = deepest = opened = 0
        for match in BRACKETS.finditer(raw):
            first = match.group()[:1]
            opened += first in b"[{"
            depth += (first in b"[{") - (first in b"]}")
            deepest = max(deepest, depth)
        if opened > self.limits.json_objects:
            raise BadPackage("json-too-many", path=path, limit=self.limits.json_objects)
        if deepest > self.limits.json_depth:
            raise BadPackage("json-too-deep", path=path, limit=self.limits.json_depth)
        try:
            said = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_finite)
        except _NotANumber as error:
            raise BadPackage("bad-number", path=path) from error
        except (ValueError, RecursionError) as error:
            raise BadPackage("bad-json", path=path) from error
        if not _storable(said):
            raise BadPackage("bad-text", path=path)
        return said


class _NotANumber(Exception):
    """NaN, Infinity, 1e999."""


def _no_constant(name: str):
    raise _NotANumber(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _NotANumber(text)
    return number


def _storable(said: Any) -> bool:
    """No NUL (PostgreSQL keeps none) and no half of a surrogate pair (UTF-8 has none), in keys or values."""
    if isinstance(said, str):
        return not UNSTORABLE.search(said)
    if isinstance(said, dict):
        return all(_storable(key) and _storable(value) for key, value in said.items())
    if isinstance(said, list):
        return all(map(_storable, said))
    return True


def _extensions(path: str) -> list[str]:
    """``a/photo.php.png`` has two: php and png."""
    return [part.casefold() for part in path.rpartition("/")[2].split(".")[1:]]


def _manifest(manifest: Any) -> tuple[str, list[Version], str, str]:
    said = _Reader(manifest, "bad-manifest")
    language = said.said.get("language")
    return (
        said.machine_name("mainLibrary"),
        list(said.versions("preloadedDependencies")),
        said.text("title", 255),
        language[:2].lower() if isinstance(language, str) and language != "und" else "",
    )


class _Reader:
    """Takes values of a stated kind out of an object, or refuses with the code of its document."""

    def __init__(self, said: Any, code: str, **about):
        self.said, self.code, self.about = said, code, about
        if not isinstance(said, dict):
            raise self.bad("{}")

    def bad(self, what: str) -> BadPackage:
        return BadPackage(self.code, what=what, **self.about)

    def text(self, key: str, limit: int) -> str:
        value = self.said.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.bad(key)
        return value.strip()[:limit]

    def machine_name(self, key: str) -> str:
        value = self.said.get(key)
        if not isinstance(value, str) or not MACHINE_NAME.fullmatch(value):
            raise self.bad(key)
        return value

    def count(self, key: str, otherwise: int | None = None) -> int:
        value = self.said.get(key, otherwise)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value[:6])
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 32767:
            raise self.bad(key)
        return value

    def inner(self, key: str) -> "_Reader | None":
        return None if self.said.get(key) is None else _Reader(self.said[key], self.code, **self.about)

    def entries(self, key: str) -> Iterator["_Reader"]:
        value = self.said.get(key) or []
        if not isinstance(value, list) or len(value) > 500:
            raise self.bad(key)
        for entry in value:
            yield _Reader(entry, self.code, **self.about)

    def versions(self, key: str) -> Iterator[Version]:
        for entry in self.entries(key):
            yield Version(entry.machine_name("machineName"), entry.count("majorVersion"), entry.count("minorVersion"))
