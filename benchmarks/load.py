"""A small load generator: keep-alive connections that ask, read each answer to its end and look at it."""

import asyncio
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle

from benchmarks.measure import Wrong

VISIT = 50  # requests on one connection: people come and go, so that no server process keeps all of them to itself


@dataclass(frozen=True)
class Ask:
    """A whole request as bytes, ready to be sent again and again; ``word``: what its answer must contain."""

    raw: bytes
    status: int = 200
    word: bytes = b""


def ask(
    path: str,
    *,
    method="GET",
    cookies: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    status=200,
    word="",
) -> Ask:
    """What a browser would send: it takes compressed answers."""
    headers = {"Accept": "text/html,*/*"} | (headers or {})
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip"]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return Ask("\r\n".join(lines).encode() + b"\r\n\r\n" + body, status, word.encode())


def rate(port: int, asks: Iterable[Ask], *, hands: int, seconds: float) -> float:
    """Answers a second with that many hands, each waiting for its answer before it asks again. The asks come round
    until the time is out."""
    return drive(port, cycle(asks), hands=hands, seconds=seconds)[0]


def drive(port: int, asks: Iterator[Ask], *, hands: int, seconds: float) -> tuple[float, int]:
    """Answers a second, and how many there were; ends early when the asks run out."""
    return asyncio.run(_drive(port, iter(asks), hands, seconds))


async def _drive(port, asks, hands, seconds):
    began = time.perf_counter()
    counts = await asyncio.gather(*(_hand(port, asks, began + seconds) for _ in range(hands)))
    return sum(counts) / (time.perf_counter() - began), sum(counts)


async def _hand(port, asks, until) -> int:
    done, link = 0, None
    while time.perf_counter() < until and (one := next(asks, None)) is not None:
        if link is None:
            link = await asyncio.open_connection("127.0.0.1", port)
        reader, writer = link
        writer.write(one.raw)
        status, headers, body = await _answer(reader)
        if status != one.status:
            raise Wrong(f"status {status} instead of {one.status} for {one.raw.split(b' HTTP')[0].decode()}")
        if one.word and one.word not in _plain(headers, body):
            raise Wrong(f"{one.word.decode()!r} is not in the answer to {one.raw.split(b' HTTP')[0].decode()}")
        done += 1
        if headers.get("connection") == "close" or not done % VISIT:
            writer.close()
            link = None
    if link:
        link[1].close()
    return done


async def _answer(reader) -> tuple[int, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip().lower() for name, _, value in (said.partition(":") for said in head[1:])}
    status = int(head[0].split()[1])
    if "content-length" in headers:
        return status, headers, await reader.readexactly(int(headers["content-length"]))
    if headers.get("transfer-encoding") == "chunked":
        parts = []
        while size := int((await reader.readline()).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        return status, headers, b"".join(parts)
    return status, headers, b""


def _plain(headers, body: bytes) -> bytes:
    return zlib.decompress(body, 31) if headers.get("content-encoding") == "gzip" else body
