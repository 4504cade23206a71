"""From a staff list to a certificate anyone can verify, in a real browser over the whole house.

Once in Arabic and once in French, in order; each language has its own list of people and its own session.
"""

import io
import json
import re

import openpyxl
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.line import playing

pytestmark = [pytest.mark.browser, pytest.mark.line]
PASSWORD, CHOSEN = "takwin-demo", "Amandier-2026"
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
FIRST = {"ar": 9000, "fr": 9100}  # staff numbers of each language's people
NAMES = [
    ("Aicha", "Ouazzani", "عائشة", "الوزاني"), ("Hamza", "Bennani", "حمزة", "بناني"), ("Latifa", "Chafik", "لطيفة", "شفيق"),
    ("Mehdi", "Guennoun", "المهدي", "كنون"), ("Saida", "Ait Ali", "سعيدة", "أيت علي"), ("Yassine", "Daoudi", "ياسين", "الداودي"),
    ("Nezha", "Rifai", "نزهة", "الرفاعي"), ("Ismail", "Toumi", "إسماعيل", "التومي"), ("Rajae", "Slaoui", "رجاء", "السلاوي"),
    ("Adil", "Mrini", "عادل", "المريني"),
]  # fmt: skip


def press(page, button: str) -> None:
    """Press it and wait for the page it leads to: to go elsewhere at once would take the request back."""
    with page.expect_navigation():
        page.locator(button).first.click()


@pytest.fixture(params=["ar", "fr"], scope="module")
def language(request):
    return request.param


@pytest.fixture(scope="module")
def visitor(house, browser, language):
    """Opens a browser of one's own, signed in or not; every page is watched for what the policy refuses."""
    opened, complaints = [], []

    def visit(user=None, *, password=PASSWORD, size=DESK):
        context = browser.new_context(base_url=house.address, viewport=size, locale=language, accept_downloads=True)
        context.set_default_timeout(30_000)
        opened.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text) if "Content Security" in said.text and "/cms/" not in page.url else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)) if "/cms/" not in page.url else None)
        if user:
            page.goto(f"/{language}/accounts/login/")
            page.fill("[name=login]", user)
            page.fill("[name=password]", password)
            page.locator("main form button").click()
            page.wait_for_url(f"**/{language}/home/")
        return page

    yield visit
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def learner(language):
    return f"ALAMANA-{FIRST[language]:05}"


def numbers(language):
    return [f"ALAMANA-{FIRST[language] + n:05}" for n in range(len(NAMES))]


def the_list(language) -> tuple[str, bytes]:
    """Ten good rows and a bad one: windows-1256 with semicolons in Arabic, Excel in French."""
    if language == "ar":
        head = [
            "رقم التأجير",
            "الاسم الشخصي",
            "الاسم العائلي",
            "Prénom",
            "Nom",
            "الوكالة",
            "المنصب",
            "المسؤول",
            "تاريخ الالتحاق",
        ]
        head[0] = "Matricule"
        rows = [
            [f"{FIRST[language] + n:05}", ga, fa, gl, fl, "AZL-01", "عون القروض", "00105", "02/03/2025"]
            for n, (gl, fl, ga, fa) in enumerate(NAMES)
        ]
        rows.append(
            ["09099", "منير", "البكاي", "Mounir", "Bekkai", "AZL-01", "عون القرود الطائرة", "00105", "02/03/2025"]
        )
        return "لائحة.csv", "\r\n".join(";".join(row) for row in [head, *rows]).encode("windows-1256")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(
        [
            "Matricule",
            "Prénom",
            "Nom",
            "الاسم الشخصي",
            "الاسم العائلي",
            "Agence",
            "Poste",
            "Responsable",
            "Date d'embauche",
        ]
    )
    for n, (gl, fl, ga, fa) in enumerate(NAMES):
        sheet.append([f"{FIRST[language] + n:05}", gl, fl, ga, fa, "AZL-02", "Agent de crédit", "00117", "02/03/2025"])
    sheet.append(
        ["09199", "Mounir", "Bekkai", "منير", "البكاي", "AZL-02", "Poste qui n'existe pas", "00117", "02/03/2025"]
    )
    out = io.BytesIO()
    book.save(out)
    return "liste.xlsx", out.getvalue()


@pytest.fixture(scope="module")
def slip(visitor, language, learner):
    """1. The HR officer hands in a list, sees what becomes of each row, lets the job run, prints the slips."""
    page = visitor("rh@alamana.example")
    page.goto(f"/{language}/staff/import/")
    name, content = the_list(language)
    page.set_input_files(
        "main input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.locator("main form button").first.click()
    page.wait_for_url("**/staff/import/*-*/")
    expect(page.locator("dl.figures dd").nth(1)).to_have_text("10")
    expect(page.locator("dl.figures dd").last).to_have_text("1")
    with page.expect_download() as caught:
        page.locator("a[href$='errors.csv']").first.click()
    refused = caught.value.path().read_text(encoding="utf-8-sig")
    assert "Bekkai" in refused or "البكاي" in refused
    page.locator("form[action$='/start/'] button").click()
    page.locator("a[href*='slips/?list=']").click(timeout=60_000)  # shows once the job is done
    page.locator("form[action$='/print/'] button").first.click()
    slips = page.locator("section.slip")
    mine = slips.filter(has_text=learner)
    expect(mine).to_have_count(1)
    assert NAMES[0][2] in mine.inner_text()  # the Arabic of windows-1256 came through
    return re.sub(r"\s", "", mine.locator("dl dd").last.inner_text())


@pytest.fixture(scope="module")
def edited(visitor, house, language):
    """2. The author changes a lesson's summary in the Wagtail admin, in that language, and publishes."""
    page = visitor("author@takwin.example")
    page.goto("/cms/")
    words = {"ar": "نص راجعه المؤلف اليوم", "fr": "Un résumé relu aujourd’hui par l’auteur"}[language]
    course = f"CoursePage.objects.get(course__code='TKW-201', locale__language_code={language!r})"
    lesson = house.ask(f"from courses.models import CoursePage; print({course}.get_children().live().first().pk)")
    page.goto(f"/cms/pages/{lesson}/edit/")
    page.fill("[name=summary]", words)
    with page.expect_navigation():
        page.locator("button[name=action-publish]").first.evaluate("button => button.click()")
    expect(page.locator(".messages, [data-messages]").first).to_be_visible()
    return words


@pytest.fixture(scope="module")
def recognised(visitor, learner, slip):
    """2. TKW-201 asks for TKW-101: an administrator of the Centre recognises what the learner knows already."""
    page = visitor("admin@takwin.example")
    page.goto("/cms/priorlearning/new/")
    page.fill("[name=person]", learner)
    course = page.locator("[name=course] option").filter(has_text="TKW-101")
    page.select_option("[name=course]", value=course.get_attribute("value"))
    page.fill("[name=reason]", "Integration training of 2025, on file")
    with page.expect_navigation():
        page.locator("#w-editor-form button[type=submit]").first.press("Enter")
    expect(page.locator("tbody tr").filter(has_text="TKW-101").first).to_be_visible()


@pytest.fixture(scope="module")
def pupil(visitor, language, learner, slip, edited, recognised):
    """3. With the slip's code the learner opens the account on a phone."""
    page = visitor(size=PHONE)
    page.goto(f"/{language}/activate/")
    fields = page.locator("main form input:not([type=hidden])")
    fields.nth(0).fill(learner)
    fields.nth(1).fill(slip)
    for field in fields.all()[2:]:
        field.fill(CHOSEN)
    press(page, "main form button")
    page.goto(f"/{language}/home/")
    expect(page.locator("h1")).to_contain_text(NAMES[0][2 if language == "ar" else 0])
    return page


@pytest.fixture(scope="module")
def studied(pupil, language, edited):
    """3. … joins the course, reads every lesson, plays every activity, leaves and comes back where it was left."""
    page, known = pupil, playing.activities(language)
    page.goto(f"/{language}/courses/TKW-201/")
    press(page, "form[action$='/join/'] button")
    page.goto(f"/{language}/learn/TKW-201/")
    assert edited in page.content()
    played = 0
    for lesson in range(14):
        if lesson == 3:  # closes the phone, opens the dashboard later
            here = page.url
            page.goto(f"/{language}/home/")
            press(page, "section.next a.btn")
            assert page.url.split("#")[0] == here.split("#")[0]
        for section in page.locator("section.activity").all():
            title = playing.plain(section.locator("h3").inner_text())
            said = next(said for name, said in known.items() if name in title)
            playing.play(page, section, said)
            played += 1
        press(page, "form[action$='/read/'] button")
        if lesson < 13:
            page.goto(f"/{language}/learn/TKW-201/")
    assert played == len(known)


@pytest.fixture(scope="module")
def trained(visitor, house, language, learner, studied):
    """4. The founding trainer plans a session, registers ten people, takes attendance on a phone, closes."""
    page = visitor("formateur@takwin.example", size=PHONE)
    page.goto(f"/{language}/sessions/plan/")
    page.select_option(
        "[name=course]",
        index=next(i for i, o in enumerate(page.locator("[name=course] option").all()) if "TKW-201" in o.inner_text()),
    )
    page.select_option("[name=province]", label={"ar": "أزيلال", "fr": "Azilal"}[language])
    page.fill(f"[name=venue_{language}]", {"ar": "دار المواطن", "fr": "Maison du citoyen"}[language])
    page.fill("[name=capacity]", "12")
    hours = {"ar": ("08:00", "12:00"), "fr": ("13:00", "17:00")}[language]
    page.fill("[name=days-0-on]", house.ask("from django.utils import timezone; print(timezone.localdate())"))
    page.fill("[name=days-0-starts_at]", hours[0])
    page.fill("[name=days-0-ends_at]", hours[1])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/sessions/\d+/$"))
    page.fill("[name=numbers]", "\n".join(numbers(language)))
    page.locator("form[action$='/register/'] button").click()
    expect(page.locator("li.place")).to_have_count(10)

    desk = page.url
    page.locator("a[href*='/days/']").first.click()
    rows = page.locator("li.person")
    expect(rows).to_have_count(10)
    rows.filter(has_text=NAMES[1][2 if language == "ar" else 1]).locator("label.is-late").click()
    page.locator("button[name=all]").click()
    expect(page.locator("progress")).to_have_js_property("value", 10)
    page.goto(desk)
    press(page, "form[action$='/close/'] button")
    expect(page.locator(".state--ok").first).to_be_visible()
    page.goto(f"/{language}/cascade/")
    for fold in page.locator("details").all():
        fold.evaluate("fold => fold.open = true")
    expect(page.locator("main")).to_contain_text(NAMES[0][2 if language == "ar" else 0])
    return page


@pytest.fixture(scope="module")
def examined(pupil, language, studied):
    """5. The exam: a forged request changes nothing, the server alone marks."""
    page, known = pupil, playing.bank(language)
    page.goto(f"/{language}/courses/TKW-201/")
    page.locator("a[href*='/exams/']").first.click()
    page.locator("form[action$='/begin/'] button:not([name=purpose])").click()
    page.wait_for_url(re.compile(r"/sittings/[0-9a-f-]+/1/"))
    sitting = page.url.split("/sittings/")[1].split("/")[0]
    assert "correct" not in page.content()
    forged = {
        "choice": "0",
        "score": "100",
        "score_pct": "100",
        "passed": "true",
        "answers": json.dumps({"Q01": "a"}),
        "csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value(),
    }
    page.request.post(page.url, form=forged, headers={"referer": page.url})
    result = page.request.get(f"/{language}/sittings/{sitting}/result/")
    assert "100" not in re.sub(r"<[^>]+>", "", result.text()) or result.url.endswith("/1/")

    total = int(page.locator("form#answer").get_attribute("data-total"))
    for n in range(1, total + 1):
        expect(page.locator(f"form#answer[data-question='{n}']")).to_be_visible()
        playing.answer(page, known[playing.stem_of(page)], language, right=n not in (2, 5))
        page.locator("form#answer button.btn:not(.btn--2)").last.press("Enter")
    page.wait_for_url("**/review/")
    page.locator("form[data-hand-in] button").click()
    page.wait_for_url("**/result/")
    marked = page.locator("main").inner_text()
    page.request.post(f"/{language}/sittings/{sitting}/1/", form=forged, headers={"referer": page.url})
    page.reload()
    assert page.locator("main").inner_text() == marked
    expect(page.locator(".state--ok, .verdict--ok, .banner--ok").first).to_be_visible()
    return sitting


@pytest.fixture(scope="module")
def number(pupil, language, trained, examined):
    """6. Lessons, attendance and exam together earn the certificate; its number."""
    page = pupil
    for _ in range(60):
        page.goto(f"/{language}/certificates/")
        if page.locator("a[href$='.pdf']").count():
            break
        page.wait_for_timeout(500)
    href = page.locator("a[href$='.pdf']").first.get_attribute("href")
    return re.search(r"(TKW-[0-9A-Z-]+)\.pdf", href).group(1)


def test_everything_together_earns_one_certificate_in_the_ledger(house, learner, number):
    assert (
        house.ask(
            "from certification.models import Certificate\n"
            f"c = Certificate.objects.get(person__username={learner!r}); print(c.number, list(c.entries.values_list('event', flat=True)))"
        )
        == f"{number} ['issued']"
    )
    house.ask("from django.core.management import call_command; call_command('verify_ledger')")  # fails if broken


def test_its_pdf_holds_arabic_and_french_on_one_page(pupil, language, number):
    answer = pupil.request.get(f"/{language}/certificates/{number}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(answer.body()))
    assert len(pdf.pages) == 1
    text = pdf.pages[0].extract_text()
    assert "Aicha Ouazzani" in text and "Recouvrement responsable" in text and number in text


def test_anyone_can_verify_it_without_an_account(visitor, language, number):
    page = visitor(size=PHONE)
    page.goto(f"/v/{number}")
    assert f"/{language}/" in page.url
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("main")).to_contain_text({"ar": "سارية", "fr": "valable"}[language], ignore_case=True)
    page.goto(f"/{language}/v/TKW-2222-2222/")
    expect(page.locator("main")).not_to_contain_text("Ouazzani")


def test_the_register_finds_them_unnamed_until_they_say_yes(visitor, pupil, house, language, learner, number):
    words = {"ar": "تحصيل", "fr": "recouvrement"}[language]
    officer = visitor("rh@ardi.example")

    def search(text):
        officer.goto(f"/{language}/register/?q={text}&level=4&region=MA/05")
        hits = officer.locator("section[aria-labelledby=res] > ol a[href*='/register/profile/']")
        return {hit.get_attribute("href").partition("#")[0] for hit in hits.all()}

    before = search(words)
    pupil.goto(f"/{language}/register/me/")
    press(pupil, "form[action$='/consent/'] button[value=yes]")
    found = search(words) - before
    assert len(found) == 1
    assert found <= search("collection")
    assert "Ouazzani" not in officer.content() and "الوزاني" not in officer.content()

    (profile,) = found
    officer.goto(profile)
    assert "Ouazzani" not in officer.content() and "الوزاني" not in officer.content()
    officer.fill(
        "[name=reason]", {"ar": "مهمة تحصيل لمدة أسبوعين", "fr": "Mission de recouvrement de deux semaines"}[language]
    )
    press(officer, "form[action$='/ask/'] button")
    officer.goto(profile)
    assert "Ouazzani" not in officer.content()

    pupil.goto(f"/{language}/register/me/")
    press(pupil, "button[name=answer][value=yes]")
    officer.goto(profile)
    expect(officer.locator("main")).to_contain_text({"ar": "الوزاني", "fr": "Ouazzani"}[language])
    pupil.goto(f"/{language}/me/looks/")
    expect(pupil.locator("main")).to_contain_text("ARDI")


def test_axe_finds_nothing_on_the_pages_of_the_line(pupil, visitor, trained, house, language, number):
    from django.conf import settings

    script = (settings.ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
    officer, hr, trainer = visitor("rh@ardi.example"), visitor("rh@alamana.example"), trained
    pages = {
        pupil: [
            "home/",
            "courses/",
            "courses/TKW-201/",
            "learn/",
            "certificates/",
            "passport/",
            "register/me/",
            "me/",
            "me/rights/",
            "me/looks/",
            f"v/{number}/",
            "v/TKW-2222-2222/",
            "",
        ],
        officer: ["register/", "register/?q=collection&level=2", "register/contacts/"],
        hr: ["staff/", "staff/import/", "staff/slips/", "jobs/"],
        trainer: ["sessions/", "sessions/plan/", "cascade/"],
    }
    found = {}
    for page, paths in pages.items():
        for path in paths:
            page.goto(f"/{language}/{path}")
            # The bar at the foot of a phone covers whatever the fold cuts: axe is shown the whole page at once.
            page.set_viewport_size(page.viewport_size | {"height": page.evaluate("document.body.scrollHeight")})
            page.evaluate(script)
            said = page.evaluate(
                "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
            )
            if said["violations"]:
                found[path] = [(v["id"], v["nodes"][0]["html"][:160]) for v in said["violations"]]
    assert found == {}


def test_a_second_start_is_quick_and_doubles_nothing(house):
    count = (
        "from django.apps import apps\n"
        "print({m._meta.label: m.objects.count() for m in apps.get_models() if m.__module__.split('.')[0] in "
        "('people', 'competencies', 'courses', 'certification', 'cascade', 'cms') and m._meta.label not in ('people.AccessLog',)})"
    )
    before = house.ask(count)
    house.stop()
    house.start()
    assert house.ask(count) == before
