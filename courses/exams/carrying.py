"""Questions carried into a bank from a file, and out of it.

First every question of the file is judged against the bank: new, another language of one that is there, changed, the
same, or refused with its sentence. Then, once somebody confirmed, a job writes them in steps, judging again at the
hour it is taken up. The same file twice changes nothing. A question that lacks Arabic or French is kept as a draft and
not drawn before both are there.

Whose competency a question is, the file says (metadata, tags, a category, a column) as far as its code is known here;
otherwise the bank does, when the question is there, and else the author's choice.
"""

import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from wagtail.images import get_image_model

from competencies.models import Competency
from courses.exams import banks, joining, records
from courses.exams.formats import FORMATS, Read, Said, Unreadable, Written, read
from courses.exams.models import Bank, QuestionFile
from people import jobs
from people.jobs import JobRefused, Step
from people.models import Job
from people.registry import daily, job_kinds

KIND = "exams.question_import"
A_STEP = 200  # questions
KEPT = timedelta(days=30)  # of a file and its report
MOST_BYTES = 32 * 2**20
MOST_PIXELS = 40_000_000


class Fate(StrEnum):
    REFUSED = "refused"
    NEW = "new"
    FILLS = "fills"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Judged:
    """What becomes of one question. ``record``: as it will stand; None when refused."""

    which: str
    fate: Fate
    record: dict[str, Any] | None = None
    says: tuple[str, ...] = ()  # why it is refused
    is_draft: bool = False


@dataclass
class Judgement:
    rows: list[Judged]
    notes: list[Said]
    files: dict[str, bytes] = field(default_factory=dict)

    def of(self, fate: Fate) -> list[Judged]:
        return [row for row in self.rows if row.fate == fate]

    @property
    def counts(self) -> Counter:
        return Counter(row.fate for row in self.rows)

    @property
    def writes(self) -> list[Judged]:
        return [row for row in self.rows if row.fate in (Fate.NEW, Fate.FILLS, Fate.CHANGED)]

    @property
    def drafts(self) -> int:
        return sum(row.is_draft for row in self.rows)


# Judging


def judge(
    found: Read, *, there: dict[str, dict], codes: set[str], images: dict[str, int], competency: str, difficulty: int
) -> Judgement:
    """Pure: ``there`` are the bank's records by key, ``codes`` the competencies known, ``images`` the ids of pictures
    that are here already, by the SHA-1 of their bytes; the last two are the author's choice."""
    rows = [Judged(said.which, Fate.REFUSED, says=(said.sentence,)) for said in found.refused]
    seen: set[str] = set()
    for given in found.records:
        key = given["key"]
        if key in seen:
            rows.append(Judged(key, Fate.REFUSED, says=(_("Another question has this key."),)))
            continue
        seen.add(key)
        hints = [given.get("competency"), *found.hints.get(key, ())]
        kept = there.get(key)
        says = {
            "competency": next((h for h in hints if h in codes), None) or (kept["competency"] if kept else competency),
            "difficulty": given.get("difficulty") or (kept["difficulty"] if kept else difficulty),
        }
        rows.append(_judged(given | says | _with_known(given, images), kept))
    rows.sort(key=lambda row: row.fate != Fate.REFUSED)
    return Judgement(rows, found.notes, found.files)


def _with_known(given, images: dict[str, int]) -> dict:
    """Pictures that are here already are named by their id."""
    if not (pictures := given.get("pictures")):
        return {}
    known = [(p, images.get(str(p.get("file")).partition(".")[0])) for p in pictures]
    return {"pictures": [p | {"image": image, "file": None} if image else p for p, image in known]}


def _judged(given: dict, kept: dict | None) -> Judged:
    key = given["key"]
    try:
        record = joining.join(kept, given)
    except joining.CannotJoin as why:
        return Judged(key, Fate.REFUSED, says=(str(why),))
    draft = any(True for _reason in records.reasons(record))
    if draft and (why := tuple(dict.fromkeys(records.reasons(records.completed(record))))):
        return Judged(key, Fate.REFUSED, says=why)  # more is wrong with it than a language that is missing
    record = records.tidy(record)
    if kept is None:
        return Judged(key, Fate.NEW, record, is_draft=draft)
    if record == kept:
        return Judged(key, Fate.SAME, record, is_draft=draft)
    fills = joining.languages(record) - joining.languages(kept)
    return Judged(key, Fate.FILLS if fills else Fate.CHANGED, record, is_draft=draft)


def judged(file: QuestionFile) -> Judgement:
    """The file as it would come in now. Raises Unreadable."""
    found = read(bytes(file.content), reader=file.reader, language=file.language)
    _check_pictures(found)
    keys = [record["key"] for record in found.records]
    return judge(
        found,
        there=_there(file.bank, keys),
        codes=set(Competency.objects.values_list("code", flat=True)),
        images=_images(found),
        competency=file.competency_code,
        difficulty=file.difficulty,
    )


def _there(bank: Bank, keys: list[str] | None = None) -> dict[str, dict]:
    held = bank.questions.prefetch_related("options", "pictures")
    return {q.key: banks.record_of(q) for q in held if keys is None or q.key in set(keys)}


def _check_pictures(found: Read) -> None:
    """A picture that cannot be opened refuses its question."""
    bad = {name for name, content in found.files.items() if not _opens(content)}
    if not bad:
        return
    sound = []
    for record in found.records:
        if any(p.get("file") in bad for p in record.get("pictures") or ()):
            found.refused.append(Said(record["key"], _("One of its pictures is damaged or far too large.")))
        else:
            sound.append(record)
    found.records = sound
    found.files = {name: content for name, content in found.files.items() if name not in bad}


def _opens(content: bytes) -> bool:
    try:
        with Pillow.open(io.BytesIO(content)) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                return False
            picture.verify()
    except Exception:  # the library has no common ground for what a damaged picture may raise
        return False
    return True


def _images(found: Read) -> dict[str, int]:
    wanted = {name.partition(".")[0] for name in found.files}
    return dict(get_image_model().objects.filter(file_hash__in=wanted).order_by("-pk").values_list("file_hash", "pk"))


# Bringing in


def confirm(file: QuestionFile) -> Job:
    """Start the import once; asking again gives the same job."""
    with transaction.atomic():
        held = QuestionFile.objects.select_for_update().get(pk=file.pk)
        if held.job_id is None:
            held.job = jobs.start(held.handed_in_by, KIND, file=str(held.pk), language=translation.get_language())
            held.save(update_fields=["job"])
        return held.job


@job_kinds.register(KIND)
def import_questions(job: Job):
    file = QuestionFile.objects.select_related("bank", "handed_in_by").get(pk=job.asks["file"])
    with translation.override(job.asks.get("language") or "fr"):
        try:
            judgement = judged(file)
        except Unreadable as reason:
            raise JobRefused(str(reason.sentence)) from reason
    return _steps(job, file, judgement)


def _steps(job: Job, file: QuestionFile, judgement: Judgement):
    """Judged anew each time it is taken up, what was written before is the same by then; so the cursor only counts."""
    rows, size = judgement.writes, job.asks.get("a_step", A_STEP)
    cursor = job.cursor or {"done": 0}
    if not job.cursor:
        QuestionFile.objects.filter(pk=file.pk).update(report=report(judgement))  # the world may have changed since
        yield Step(total=len(rows), cursor=cursor)
    for start in range(0, len(rows), size):
        chunk = [row.record for row in rows[start : start + size]]
        banks.load(
            chunk,
            code=file.bank.code,
            title={},
            overwrite=True,
            drafts=True,
            files=_keep_pictures(chunk, judgement.files, by=file.handed_in_by),
        )
        cursor = {"done": cursor["done"] + len(chunk)}
        yield Step(done=cursor["done"], cursor=cursor)
    yield Step(result={"written": cursor["done"]})


def _keep_pictures(chunk: list[dict], files: dict[str, bytes], *, by) -> dict[str, int]:
    """The image that stands for each file; the same bytes are kept once."""
    wanted = {p["file"]: p for record in chunk for p in record["pictures"] if p["file"]}
    Image = get_image_model()
    made = {}
    for name, picture in wanted.items():
        digest = name.partition(".")[0]
        image = Image.objects.filter(file_hash=digest).order_by("pk").first()
        if image is None:
            title = next(iter(picture["alt"].values()), "") or picture["name"]
            image = Image(title=title[:255], uploaded_by_user=by, file=ImageFile(io.BytesIO(files[name]), name=name))
            image.file_size, image.file_hash = len(files[name]), digest
            image.save()
        made[name] = image.pk
    return made


def report(judgement: Judgement) -> dict:
    """A judgement in plain values: the fate of every question, and the notes."""
    return {
        "rows": [
            {
                "which": row.which,
                "fate": str(row.fate),
                "says": list(row.says),
                "draft": row.is_draft,
                "kind": row.record["kind"] if row.record else "",
                "stem": next(iter(row.record["stem"].values()), "")[:160] if row.record else "",
            }
            for row in judgement.rows
        ],
        "notes": [
            {"which": ", ".join(names[:40]) + (" …" if len(names) > 40 else ""), "says": [sentence]}
            for sentence, names in _by_sentence(judgement.notes).items()
        ],
    }


def _by_sentence(notes: list[Said]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for said in notes:
        found.setdefault(said.sentence, []).append(said.which)
    return found


@daily.register("exams.question_files", order=50)
def forget_question_files(today: date) -> None:
    """What was handed in goes after some days; the questions stay."""
    QuestionFile.objects.filter(handed_in_at__lt=timezone.now() - KEPT).delete()


# Taking out


def take_out(bank: Bank, *, form: str, language: str) -> Written:
    """The bank as a file of this format. Retired questions stay where they are."""
    held = (
        bank.questions.filter(retired=False).prefetch_related("options", "pictures").order_by("competency_code", "key")
    )
    taken = [banks.record_of(question) for question in held]
    pictures = list(chain.from_iterable(record["pictures"] for record in taken))
    images = get_image_model().objects.in_bulk({picture["image"] for picture in pictures})
    files = {}
    for picture in pictures:
        image = images.get(picture["image"])
        picture["file"] = f"{picture['image']}.{image.file.name.rpartition('.')[2].lower()}" if image else ""
        if image and picture["file"] not in files and (content := _bytes(image)) is not None:
            files[picture["file"]] = content
    return FORMATS[form].write(taken, language, files)


def _bytes(image) -> bytes | None:
    try:
        with image.open_file() as file:
            return file.read()
    except OSError:
        return None
