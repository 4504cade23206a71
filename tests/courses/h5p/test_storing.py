import io
from datetime import date, timedelta

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from courses.h5p import making, storing
from courses.h5p.models import Content, Library, Package
from courses.h5p.packages import BadPackage
from tests.courses.h5p.makers import LIBRARY, MANIFEST, PNG, SAYS_JS, package

pytestmark = pytest.mark.django_db


def take_in(changes=None, **says):
    return storing.take_in(package(changes), **{"language": "fr", **says})


def kept_files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def read(row, path):
    with storages["private"].open(f"{row.folder}/{path}") as file:
        return file.read()


def later_patch(patch=4, js=b"/* mended */"):
    return {
        "H5P.Says-1.2/library.json": {**LIBRARY, "patchVersion": patch},
        "H5P.Says-1.2/says.js": js,
        "content/content.json": {"text": f"patch {patch}"},
    }


def test_package_becomes_content_libraries_and_files():
    content = take_in(title="Salut")

    assert (content.title, content.language, content.params) == ("Salut", "fr", {"text": "Bonjour"})
    assert content.files == {"images/a.png": len(PNG)}
    assert read(content, "images/a.png") == PNG
    assert {str(library) for library in Library.objects.all()} == {"H5P.Says 1.2.3", "H5P.Parts 1.0.1"}
    assert content.library.needs == ["H5P.Parts-1.0"]
    assert read(content.library, "says.js") == SAYS_JS
    with storages["private"].open(Package.objects.get().path) as file:
        assert file.read() == package().read()


def test_same_file_again_is_kept_once(private_files):
    first = take_in()
    files = kept_files(private_files)

    assert take_in(title="Another") == first
    assert kept_files(private_files) == files
    assert Content.objects.get().title == "A greeting"


def test_same_file_in_another_language_shares_package_and_libraries():
    take_in()
    take_in(language="ar")

    assert (Content.objects.count(), Package.objects.count(), Library.objects.count()) == (2, 1, 2)


def test_higher_patch_replaces_a_library_and_a_lower_one_does_not():
    first = take_in()
    take_in(later_patch(5))
    take_in(later_patch(4, js=b"/* older */"))

    library = Library.objects.get(machine_name="H5P.Says")
    assert (library.patch, read(library, "says.js")) == (5, b"/* mended */")
    first.refresh_from_db()
    assert first.library == library


def test_content_only_is_accepted_when_the_site_has_the_libraries():
    take_in()
    alone = dict.fromkeys(("H5P.Says-1.2/says.js", "H5P.Says-1.2/css/says.css"))
    alone |= {
        "H5P.Says-1.2/library.json": None,
        "H5P.Parts-1.0/library.json": None,
        "content/content.json": {"text": "x"},
    }

    assert take_in(alone).library.name == "H5P.Says-1.2"


def test_who_may_not_bring_libraries_is_told_which_are_missing(private_files):
    with pytest.raises(BadPackage) as refused:
        take_in(may_bring_libraries=False)

    assert refused.value.code == "libraries-not-allowed"
    assert refused.value.about == {"names": "H5P.Parts-1.0, H5P.Says-1.2"}
    assert not private_files.exists()
    made = making.make("order", "Ordre", "fr", {"task": "", "items": ["1", "2"]})
    assert (
        storing.take_in(io.BytesIO(made), language="fr", may_bring_libraries=False).library.name
        == "H5P.TakwinOrder-1.1"
    )


def test_our_own_libraries_come_from_our_sources_whatever_a_package_holds():
    own = making.sources()["H5P.TakwinOrder"]
    changes = dict.fromkeys(package_paths())
    changes |= {
        "h5p.json": {**MANIFEST, "mainLibrary": "H5P.TakwinOrder", "preloadedDependencies": [as_dependency(own)]},
        "content/content.json": {"items": ["1", "2"]},
        "H5P.TakwinOrder-1.1/library.json": {
            **LIBRARY,
            **{"machineName": "H5P.TakwinOrder", "minorVersion": 1, "patchVersion": 999},
            **{"preloadedJs": [{"path": "evil.js"}], "preloadedCss": [], "preloadedDependencies": []},
        },
        "H5P.TakwinOrder-1.1/evil.js": b"evil()",
    }
    content = take_in(changes)

    assert (content.library.patch, content.library.preloaded_js) == (own.patch, ["order.js"])
    assert read(content.library, "order.js") == own.files["order.js"]


def package_paths():
    return ["content/images/a.png", "H5P.Says-1.2/library.json", "H5P.Says-1.2/says.js", "H5P.Says-1.2/css/says.css", "H5P.Parts-1.0/library.json"]  # fmt: skip


def as_dependency(own):
    return {"machineName": own.version.name, "majorVersion": own.version.major, "minorVersion": own.version.minor}


def test_failure_while_rows_are_written_leaves_neither_rows_nor_files(private_files, monkeypatch):
    monkeypatch.setattr(Content.objects, "get_or_create", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take_in()

    assert kept_files(private_files) == []
    assert not (Library.objects.exists() or Package.objects.exists())


def test_sweep_removes_what_no_row_names_once_it_is_old(private_files):
    content = take_in()
    today = timezone.now().date()
    for name in (f"X-1.0~{today - timedelta(days=9):%Y%m%d}aa", f"X-1.0~{today:%Y%m%d}bb"):
        storages["private"].save(f"h5p/libraries/{name}/deep/a.js", io.BytesIO(b""))

    assert storing.sweep(today) == 1
    assert storing.sweep(date(2099, 1, 1)) == 1
    assert read(content, "images/a.png") == PNG
    assert {path.name.partition("~")[0] for path in (private_files / "h5p" / "libraries").iterdir()} == {
        "H5P.Says-1.2",
        "H5P.Parts-1.0",
    }
