from django.apps import apps
from wagtail.models import Page, ReferenceIndex

from config.apps import OURS


def test_only_pages_of_ours_are_indexed_at_every_save():
    ours = {model for label in OURS for model in apps.get_app_config(label).get_models()}
    tracked = ours & set(ReferenceIndex.tracked_models)
    assert tracked and all(issubclass(model, Page) for model in tracked)


def test_every_app_of_the_house_is_named():
    house = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in {*OURS, "config"}}
    assert house == {*OURS, "config"}
