"""The floors of the house: a foreign key points down or sideways within its app."""

from pathlib import Path

from django.apps import apps
from django.conf import settings

FLOORS = ["people", "cms", "competencies", "courses", "certification", "cascade", "config"]
SLICES = {"courses.h5p", "courses.exams", "courses.xapi", "courses.study"}


def floor(app_config) -> int | None:
    """``None`` for an app that is not ours."""
    top = app_config.name.split(".")[0]
    return FLOORS.index(top) if top in FLOORS else None


def upward_keys():
    for model in apps.get_models():
        here = floor(model._meta.app_config)
        if here is None:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.is_relation or field.auto_created or target in (None, "self"):
                continue
            there = floor(target._meta.app_config)
            if there is None:
                continue
            slice_looks_out = model._meta.app_config.name in SLICES and target._meta.app_config.name == "courses"
            if there > here or slice_looks_out:
                yield f"{model._meta.label}.{field.name} → {target._meta.label}"


def test_foreign_keys_point_down_or_sideways():
    assert list(upward_keys()) == []


def test_every_app_says_its_nouns():
    silent = [name for name in FLOORS if '"""' not in (Path(settings.ROOT) / name / "__init__.py").read_text()[:10]]
    assert silent == []


def test_no_file_is_called_by_a_word_that_names_nothing():
    vague = {"utils.py", "helpers.py", "services.py", "core.py", "misc.py", "common.py"}
    found = [
        str(path.relative_to(settings.ROOT))
        for floor_name in FLOORS
        for path in (Path(settings.ROOT) / floor_name).rglob("*.py")
        if path.name in vague
    ]
    assert found == []
