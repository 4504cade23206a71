"""Reading an archive that nobody vouches for.

The standard ``zipfile`` lists the members; the bytes are inflated here, so that what counts is what really comes
out and never what a header says. Nothing is held in memory but one chunk. Odd cases: bytes before the first
member, overlapping members, local headers that disagree with the directory, and Zip64 are all refused.
"""

import hashlib
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 64 * 1024
DIRECTORY_END = b"PK\x05\x06"
ZIP64_LOCATOR = b"PK\x06\x07"
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
DRAWN_BACKWARDS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # disguise an extension
LITTER = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini"}  # left by desktops, never kept


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes."""

    upload: int = 256 * 2**20
    members: int = 8000
    directory: int = 4 * 2**20
    single: int = 128 * 2**20
    total: int = 512 * 2**20
    ratio: int = 120  # of members above ``ratio_from``; text rarely passes 20
    ratio_from: int = 2**20
    path: int = 180  # characters
    depth: int = 12
    json: int = 2 * 2**20
    json_objects: int = 100_000
    json_depth: int = 60


class BadZip(Exception):
    """``code`` is one of those that ``packages.SENTENCES`` explains; ``about`` fills its sentence."""

    def __init__(self, code: str, **about):
        super().__init__(code)
        self.code, self.about = code, about


@dataclass(frozen=True)
class Member:
    path: str
    size: int  # bytes, as counted
    sha256: str
    head: bytes
    info: zipfile.ZipInfo


def members(file: BinaryIO, limits: Limits) -> dict[str, Member]:
    """Every file inside by path, each inflated once and counted. Folders and desktop litter are left out."""
    infos = _directory(file, limits)
    _no_overlap(infos)
    paths = [_path(info, limits) for info in infos]
    _told_apart(paths)
    found: dict[str, Member] = {}
    total = 0
    for info, path in zip(infos, paths, strict=True):
        if path.endswith("/") or any(part.casefold() in LITTER for part in path.split("/")):
            continue
        digest, size, head = hashlib.sha256(), 0, b""
        for chunk in inflate(file, info, path, limits):
            head = head or chunk[:512]
            digest.update(chunk)
            size += len(chunk)
            if size > limits.single:
                raise BadZip("file-too-large", path=path, limit=limits.single // 2**20)
            if total + size > limits.total:
                raise BadZip("total-too-large", limit=limits.total // 2**20)
            if size > limits.ratio_from and size > limits.ratio * max(info.compress_size, 1):
                raise BadZip("bomb", path=path)
        if size != info.file_size:
            raise BadZip("lying-size", path=path)
        total += size
        found[path] = Member(path, size, digest.hexdigest(), head, info)
    return found


def inflate(file: BinaryIO, info: zipfile.ZipInfo, path: str, limits: Limits) -> Iterator[bytes]:
    """The bytes of a member, chunk by chunk; its checksum is compared at the end."""
    file.seek(info.header_offset)
    raw = file.read(LOCAL_HEADER.size)
    if len(raw) < LOCAL_HEADER.size:
        raise BadZip("damaged", path=path)
    mark, _, flags, method, _, _, _, _, _, name_length, extra_length = LOCAL_HEADER.unpack(raw)
    if mark != b"PK\x03\x04" or method != info.compress_type or flags & 1:
        raise BadZip("damaged", path=path)
    name = file.read(name_length)
    if name != _raw_name(info):
        raise BadZip("two-names", path=path)
    file.seek(extra_length, 1)
    left, crc, count = info.compress_size, 0, 0
    inflater = zlib.decompressobj(-15) if method == zipfile.ZIP_DEFLATED else None
    pending = b""
    while True:
        if inflater is None or not pending:
            asked = min(CHUNK, left)
            pending = file.read(asked)
            if len(pending) < asked:
                raise BadZip("damaged", path=path)
            left -= asked
        if inflater is None:
            chunk, pending = pending, b""
        else:
            try:
                chunk = inflater.decompress(pending, CHUNK)
            except zlib.error as error:
                raise BadZip("damaged", path=path) from error
            pending = inflater.unconsumed_tail
        if chunk:
            crc = zlib.crc32(chunk, crc)
            count += len(chunk)
            yield chunk
        ended = inflater.eof if inflater else not left
        if ended:
            break
        if not chunk and not pending and not left:
            raise BadZip("damaged", path=path)  # the compressed stream has no end
    if left or (inflater and inflater.unused_data):
        raise BadZip("lying-size", path=path)
    if crc != info.CRC:
        raise BadZip("lying-size" if count != info.file_size else "damaged", path=path)


def _directory(file: BinaryIO, limits: Limits) -> list[zipfile.ZipInfo]:
    size = file.seek(0, 2)
    if size > limits.upload:
        raise BadZip("upload-too-large", limit=limits.upload // 2**20)
    file.seek(0)
    if file.read(4) not in (b"PK\x03\x04", DIRECTORY_END):
        raise BadZip("not-a-zip")
    start = max(0, size - 65557)
    file.seek(start)
    tail = file.read()
    at = len(tail) - 22
    if at < 0 or tail[at : at + 4] != DIRECTORY_END or tail[-2:] != b"\0\0":
        at = tail.rfind(DIRECTORY_END)
    if at < 0 or len(tail) - at < 22:
        raise BadZip("not-a-zip")
    if tail[max(0, at - 20) : at][:4] == ZIP64_LOCATOR:
        raise BadZip("zip64")
    disk, first_disk, _, count, directory, offset = struct.unpack("<4H2L", tail[at + 4 : at + 20])
    if count > limits.members or directory > limits.directory:
        raise BadZip("too-many-files", limit=limits.members)
    if disk or first_disk or offset + directory != start + at:
        raise BadZip("not-a-zip")
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except UnicodeDecodeError as error:
        raise BadZip("name-encoding") from error
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, OverflowError, IndexError) as error:
        raise BadZip("not-a-zip") from error
    if len(infos) > limits.members:
        raise BadZip("too-many-files", limit=limits.members)
    if len(infos) != count:
        raise BadZip("not-a-zip")
    return infos


def _no_overlap(infos: list[zipfile.ZipInfo]) -> None:
    """Members that share bytes are how a small archive holds petabytes."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise BadZip("overlap")
        end = info.header_offset + LOCAL_HEADER.size + len(_raw_name(info)) + info.compress_size


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")


def _path(info: zipfile.ZipInfo, limits: Limits) -> str:
    """The member's path in NFC, once nothing is wrong with it."""
    try:
        path = _raw_name(info).decode()
    except UnicodeDecodeError as error:
        raise BadZip("name-encoding") from error
    shown = path if path.isprintable() else ascii(path)[1:-1]
    if info.flag_bits & 0x2041:
        raise BadZip("encrypted", path=shown)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadZip("compression", path=shown)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise BadZip("link", path=shown)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadZip("special-file", path=shown)
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in DRAWN_BACKWARDS for letter in path):
        raise BadZip("control-characters", path=shown)
    if "\\" in path:
        raise BadZip("backslash", path=shown)
    if path.startswith("/"):
        raise BadZip("absolute-path", path=shown)
    if ":" in path:
        raise BadZip("drive-letter", path=shown)
    parts = path.rstrip("/").split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise BadZip("traversal", path=shown)
    if any(part != part.strip() or part.endswith(".") for part in parts):
        raise BadZip("odd-name", path=shown)
    if len(path) > limits.path or len(path.encode()) > 2 * limits.path:
        raise BadZip("path-too-long", path=shown[:60] + "…", limit=limits.path)
    if len(parts) > limits.depth:
        raise BadZip("path-too-deep", path=shown, limit=limits.depth)
    return unicodedata.normalize("NFC", path)


def _told_apart(paths: list[str]) -> None:
    """No two names are one on some disk, and no name is both file and folder."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        if other := seen.get(fold(path)):
            raise BadZip("duplicate" if other == path else "same-name", path=path, other=other)
        seen[fold(path)] = path
        parts = path.rstrip("/").split("/")
        for depth in range(1, len(parts) + path.endswith("/")):  # a folder's own entry counts as a folder
            folder = "/".join(parts[:depth])
            if folders.setdefault(fold(folder), folder) != folder:
                raise BadZip("same-name", path=folder, other=folders[fold(folder)])
    for path in paths:
        if not path.endswith("/") and fold(path) in folders:
            raise BadZip("same-name", path=path, other=folders[fold(path)] + "/")


def fold(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
