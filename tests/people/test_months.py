from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation

MOROCCAN = ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"]


@pytest.mark.parametrize("how", ["", ':"j F Y"', ':"j N Y"', ':"j M Y"', ':"j E Y"'])
def test_a_date_in_arabic_bears_the_month_as_moroccans_say_it(how):
    with translation.override("ar"):
        said = [Template("{{ d|date" + how + " }}").render(Context({"d": date(2026, m, 21)})) for m in range(1, 13)]

    assert said[10] == "21 نونبر 2026"
    assert said == [f"21 {month} 2026" for month in MOROCCAN]
