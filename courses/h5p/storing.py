"""A checked package becomes rows and files.

Files are written first, into folders that no row names yet; then rows, in one transaction. A crash in between
leaves folders that nobody reads and that ``sweep`` removes. A library is kept once per version: a package that
brings a higher patch replaces it, a lower or equal one changes nothing. Our own libraries come from our sources,
whatever a package says they are.
"""

import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from secrets import token_hex

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from courses.h5p import making, packages
from courses.h5p.models import Content, Library, Package
from courses.h5p.packages import BadPackage, Known, Parsed, ParsedLibrary, Version

log = logging.getLogger(__name__)
ROOT = "h5p"
KEPT = timedelta(days=3)  # of folders without a row: longer than any upload or signed address lasts


def take_in(file, *, language: str, title: str = "", by=None, may_bring_libraries: bool = True) -> Content:
    """Check a ``.h5p`` file and keep it. The same file in the same language is kept once, as it was first named.

    Raises BadPackage. ``may_bring_libraries``: whether libraries that the site lacks may come in with it.
    """
    parsed = packages.check(file, known=known())
    refuse_news(parsed, unless=may_bring_libraries)
    return store(parsed, language=language, title=title, by=by)


def refuse_news(parsed: Parsed, *, unless: bool) -> None:
    """A library is a program that every exercise of its kind runs: not everybody may bring one."""
    if not unless and (news := _news(parsed)):
        raise BadPackage("libraries-not-allowed", names=", ".join(sorted(str(library.version) for library in news)))


def known() -> list[Known]:
    """The libraries that a package need not bring: those kept, and our own."""
    kept = [
        Known(version_of(row), row.runnable, tuple(version_from(name) for name in row.needs))
        for row in Library.objects.defer("files")
    ]
    have = {library.version for library in kept}
    return kept + [own.known for own in making.sources().values() if own.known.version not in have]


def store(parsed: Parsed, *, language: str, title: str = "", by=None) -> Content:
    if kept := Content.objects.filter(package__sha256=parsed.sha256, language=language).first():
        return kept
    brought = {library.version: library for library in _news(parsed)}
    if any(version.name in making.sources() for version in parsed.needs):
        install_ours()
    with _written() as writing:
        folders = {
            version: writing.folder(
                f"{ROOT}/libraries/{version}", ((path, parsed.chunks(m)) for path, m in library.files.items())
            )
            for version, library in brought.items()
        }
        content_folder = writing.folder(
            f"{ROOT}/contents/{parsed.sha256[:16]}", ((path, parsed.chunks(m)) for path, m in parsed.files.items())
        )
        package_path = writing.file(f"{ROOT}/packages/{parsed.sha256}", parsed.file)
        with transaction.atomic():
            for version in sorted(brought):
                _keep(brought[version], folders[version], {p: m.size for p, m in brought[version].files.items()})
            package, _ = Package.objects.get_or_create(
                sha256=parsed.sha256, defaults={"size": parsed.size, "path": package_path, "received_from": by}
            )
            content, _ = Content.objects.get_or_create(
                package=package,
                language=language,
                defaults={
                    "title": (title or parsed.title)[:255],
                    "library": Library.objects.get(**_key(parsed.main)),
                    "params": parsed.params,
                    "folder": content_folder,
                    "files": {path: member.size for path, member in parsed.files.items()},
                },
            )
        writing.keep(
            package.path,
            content.folder,
            *Library.objects.filter(folder__in=folders.values()).values_list("folder", flat=True),
        )
    return content


def install_ours() -> None:
    """Our own libraries as their sources are now; does nothing when they are."""
    for own in making.sources().values():
        held = Library.objects.filter(**_key(own.known.version)).first()
        if held and held.patch >= own.patch:
            continue
        with _written() as writing:
            folder = writing.folder(
                f"{ROOT}/libraries/{own.known.version}", ((path, [data]) for path, data in own.files.items())
            )
            with transaction.atomic():
                row = _keep(own, folder, {path: len(data) for path, data in own.files.items()})
            writing.keep(row.folder)


def sweep(today: date) -> int:
    """Remove folders and files that no row names and that are older than KEPT; return how many."""
    storage, removed = storages["private"], 0
    named = {
        *Library.objects.values_list("folder", flat=True),
        *Content.objects.values_list("folder", flat=True),
        *Package.objects.values_list("path", flat=True),
    }
    for kind in ("libraries", "contents", "packages"):
        for path in _listed(storage, f"{ROOT}/{kind}"):
            written = path.rpartition("~")[2][:8]
            if path not in named and written < f"{today - KEPT:%Y%m%d}":
                _remove(storage, path)
                removed += 1
    return removed


def version_of(row: Library) -> Version:
    return Version(row.machine_name, row.major, row.minor)


def version_from(name: str) -> Version:
    machine_name, _, numbers = name.rpartition("-")
    major, _, minor = numbers.partition(".")
    return Version(machine_name, int(major), int(minor))


def _news(parsed: Parsed) -> list[ParsedLibrary]:
    """Libraries of the package that the site lacks, or has in a lower patch. Our own are never news."""
    have = {version_of(row): row.patch for row in Library.objects.defer("files")}
    ours = making.sources()
    return [
        library
        for library in parsed.libraries
        if library.version.name not in ours and library.patch > have.get(library.version, -1)
    ]


def _key(version: Version) -> dict:
    return {"machine_name": version.name, "major": version.major, "minor": version.minor}


def _keep(library, folder: str, files: dict[str, int]) -> Library:
    """The row of that version: made, lifted to a higher patch, or left as it is."""
    version = library.version
    says = {
        "patch": library.patch,
        "title": library.title,
        "runnable": library.runnable,
        "preloaded_js": list(library.preloaded_js),
        "preloaded_css": list(library.preloaded_css),
        "needs": [str(need) for need in library.needs],
        "folder": folder,
        "files": files,
        "made_at": timezone.now(),
    }
    row, made = Library.objects.get_or_create(**_key(version), defaults=says)
    if not made and Library.objects.filter(pk=row.pk, patch__lt=library.patch).update(**says):
        row.refresh_from_db()
    return row


class _Writing:
    """What was written so far, so that a refusal or a crash of this process can take it back."""

    def __init__(self):
        self.storage = storages["private"]
        self.paths: list[str] = []

    def place(self, stem: str) -> str:
        """A name that nobody has: the day, for the sweep, and chance."""
        path = f"{stem}~{timezone.now():%Y%m%d}{token_hex(6)}"
        self.paths.append(path)
        return path

    def folder(self, stem: str, files: Iterable[tuple[str, Iterable[bytes]]]) -> str:
        folder = self.place(stem)
        for path, chunks in files:
            with tempfile.SpooledTemporaryFile(max_size=2**20) as held:
                for chunk in chunks:
                    held.write(chunk)
                held.seek(0)
                self.storage.save(f"{folder}/{path}", File(held))
        return folder

    def file(self, stem: str, file) -> str:
        path = self.place(stem)
        file.seek(0)
        self.storage.save(path, File(file))
        return path

    def keep(self, *paths: str) -> None:
        """The transaction is committed: these are named by rows, the rest is not needed."""
        kept = set(paths)
        for path in self.paths:
            if path not in kept:
                _remove(self.storage, path)
        self.paths = []


@contextmanager
def _written() -> Iterator[_Writing]:
    writing = _Writing()
    try:
        yield writing
    except BaseException:
        for path in writing.paths:
            _remove(writing.storage, path)
        raise


def _listed(storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in [*folders, *files] if "~" in name)


def _remove(storage, path: str) -> None:
    """A file, or a folder with all below it. What cannot be removed now is left to the sweep."""
    try:
        folders, files = storage.listdir(path)
    except (NotADirectoryError, FileNotFoundError):
        folders, files = [], []
    try:
        for name in files:
            storage.delete(f"{path}/{name}")
        for name in folders:
            _remove(storage, f"{path}/{name}")
        storage.delete(path)
    except OSError:
        log.warning("h5p: %s could not be removed", path, exc_info=True)
