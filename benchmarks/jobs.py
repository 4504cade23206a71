"""Jobs: how long an officer waits between pressing the button and seeing that the work goes on.

Measured on the embedded installation (`make run`: SQLite, a worker over the filesystem transport) through its own
pages: a staff list is handed in, started, and its progress asked for until the first people are written.
"""

import http.client
import json
import re
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager

from benchmarks.house import VAR, end, free_port, gather_static, start, wait_for
from benchmarks.measure import RUNS, Reading, Wrong, figure

EMBEDDED = VAR / "embedded"
ROWS = 250
PATIENCE = 60  # seconds
SIGN_IN = (
    "import django; django.setup(); from benchmarks import seeds; import json; "
    "print(json.dumps(seeds.sign_in([seeds.officer()])[0]))"
)
WORDS = ["ا", "ب", "ت", "ج", "د", "ر", "س", "ع", "ف", "م"]


@figure("job_round_trip_ms", "ms", aim=1000)
def round_trip(_house):
    gather_static()
    with embedded() as (port, cookies):
        values = [once(port, cookies, start=run * ROWS) for run in range(RUNS + 1)][1:]  # the first warms up
    return Reading(values, ROWS, engine="SQLite, filesystem://")


@contextmanager
def embedded():
    """`make run` without the demo, and the cookies of an officer who signed in."""
    for old in EMBEDDED.glob("*"):
        if old.is_file():
            old.unlink()
    (EMBEDDED / "media").mkdir(parents=True, exist_ok=True)
    place = {
        "TAKWIN_VAR": str(EMBEDDED),
        "STATIC_ROOT": str(VAR / "static"),
        "DATABASE_URL": f"sqlite:///{EMBEDDED / 'takwin.sqlite3'}",
    }
    port = free_port()
    up = start(sys.executable, "manage.py", "up", "--no-demo", "--port", str(port), **place, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, up)
        signing_in = start(sys.executable, "-c", SIGN_IN, **place, stdout=subprocess.PIPE)
        cookies = json.loads(signing_in.communicate()[0])
        time.sleep(5)  # the worker comes up after the site
        yield port, cookies
    finally:
        end(up)


def once(port: int, cookies: dict[str, str], *, start: int) -> float:
    """Milliseconds from the start of an import to the answer that shows people written."""
    link = http.client.HTTPConnection("localhost", port)

    def ask(method, path, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers |= {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items()), "X-CSRFToken": cookies["csrftoken"]}
        link.request(method, path, body, headers)
        answer = link.getresponse()
        return answer.status, answer.getheader("Location"), answer.read().decode()

    form = re.search(r'name="institution" value="(\d+)"', ask("GET", "/fr/staff/import/")[2])
    kind, body = hand_in(form[1] if form else "", staff(start))
    status, review, said = ask("POST", "/fr/staff/import/", body, Content_Type=kind)
    if status != 302:
        raise Wrong(f"handing in the list answers {status}: {re.findall('<p class=.err.*?</p>', said)}")
    began = time.perf_counter()
    status, result, said = ask("POST", f"{review}start/")
    if status != 302:
        raise Wrong(f"starting the import answers {status}")
    page = ask("GET", result)[2]
    progress = re.search(r'hx-get="([^"]+)"', page)
    while time.perf_counter() - began < PATIENCE:
        said = ask("GET", progress[1], HX_Request="true")[2] if progress else page
        if found := re.search(r"(\d+)/(\d+)</bdi>", said):
            if int(found[2]) != ROWS:
                raise Wrong(f"{found[2]} rows counted instead of {ROWS}")
            if int(found[1]):
                taken = (time.perf_counter() - began) * 1000
                _let_it_end(lambda: ask("GET", progress[1], HX_Request="true")[2] if progress else page)
                return taken
        time.sleep(0.02)
    raise Wrong(f"nothing was written within {PATIENCE} s")


def _let_it_end(said) -> None:
    began = time.perf_counter()
    while f"{ROWS}/{ROWS}</bdi>" not in said():
        if time.perf_counter() - began > PATIENCE:
            raise Wrong("the import did not end")
        time.sleep(0.2)


def staff(start: int) -> str:
    lines = ["Matricule,Prénom,Nom,الاسم الشخصي,الاسم العائلي,Agence,Poste"]
    for number in range(start, start + ROWS):
        letters = "".join(WORDS[int(digit)] for digit in f"{number:05}")
        lines.append(f"B{number:05},Amina,Idrissi,أمينة,ال{letters},AZL-01,JOB-AGC")
    return "\n".join(lines)


def hand_in(institution: str, text: str) -> tuple[str, bytes]:
    """A form with one file, as a browser writes it."""
    edge = uuid.uuid4().hex
    chosen = f'--{edge}\r\nContent-Disposition: form-data; name="institution"\r\n\r\n{institution}\r\n'
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="staff.csv"\r\nContent-Type: text/csv\r\n'
    )
    return f"multipart/form-data; boundary={edge}", f"{chosen}{head}\r\n{text}\r\n--{edge}--\r\n".encode()
