"""How an author fills in what a question of a newer kind holds: the record's shape as Wagtail's blocks, and back.

What is stored is the record's shape (see ``courses.exams.records``); blocks are the form alone. Answers that are
accepted are written one a line.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.exams.models import Question
from courses.exams.records import TONGUES

Kind = Question.Kind
NAMES = {"ar": _("In Arabic"), "fr": _("In French"), "en": _("In English")}


class SaidBlock(blocks.StructBlock):
    """A text in three languages. What is missing is told by the bank's own rule."""

    def __init__(self, rows=1, **kwargs):
        super().__init__([(t, blocks.TextBlock(label=NAMES[t], rows=rows, required=False)) for t in TONGUES], **kwargs)


class AcceptedBlock(SaidBlock):
    def __init__(self, **kwargs):
        super().__init__(rows=3, label=_("Accepted answers"), help_text=_("One answer a line"), **kwargs)


class OptionBlock(blocks.StructBlock):
    text = SaidBlock(label=_("Text"))
    correct = blocks.BooleanBlock(label=_("right"), required=False)
    feedback = SaidBlock(label=_("What to say of it"), required=False)


class ChoiceBlock(blocks.StructBlock):
    text = SaidBlock(label=_("Text"))
    correct = blocks.BooleanBlock(label=_("right"), required=False)


class PairBlock(blocks.StructBlock):
    text = SaidBlock(label=_("What is asked"))
    fits = SaidBlock(label=_("What goes with it"))


class GapBlock(blocks.StructBlock):
    key = blocks.CharBlock(label=_("Key"), max_length=10, help_text=_("1 is the gap [[1]] of the text"))
    accepted = AcceptedBlock()
    choices = blocks.ListBlock(
        ChoiceBlock(), default=[], label=_("Words to choose from"), help_text=_("Empty: the gap is typed")
    )


class ShortBlock(blocks.StructBlock):
    accepted = AcceptedBlock()

    class Meta:
        icon = "edit"
        label = Kind.SHORT.label


class OrderBlock(blocks.StructBlock):
    items = blocks.ListBlock(SaidBlock(), label=_("Things in the right order"))

    class Meta:
        icon = "list-ol"
        label = Kind.ORDER.label


class MatchBlock(blocks.StructBlock):
    pairs = blocks.ListBlock(PairBlock(), label=_("Pairs"))
    extra = blocks.ListBlock(SaidBlock(), default=[], label=_("What fits nothing"))

    class Meta:
        icon = "link"
        label = Kind.MATCH.label


class GapsBlock(blocks.StructBlock):
    text = SaidBlock(rows=3, label=_("Text"), help_text=_("Gaps are written [[1]], [[2]] …"))
    gaps = blocks.ListBlock(GapBlock(), label=_("Gaps"))

    class Meta:
        icon = "form"
        label = Kind.GAPS.label


class NumberBlock(blocks.StructBlock):
    value = blocks.DecimalBlock(label=_("right number"))
    tolerance = blocks.DecimalBlock(label=_("tolerance"), default=0, min_value=0)
    unit = SaidBlock(label=_("Unit"), required=False)

    class Meta:
        icon = "order"
        label = Kind.NUMERIC.label


class OptionsBlock(blocks.StructBlock):
    options = blocks.ListBlock(OptionBlock(), label=_("Options"))


class TrueFalseBlock(blocks.StructBlock):
    right = blocks.ChoiceBlock(choices=[("true", _("True")), ("false", _("False"))], label=_("The right answer"))

    class Meta:
        icon = "check"
        label = Kind.TRUE_FALSE.label


ASKED = {
    Kind.SHORT: ShortBlock,
    Kind.ORDER: OrderBlock,
    Kind.MATCH: MatchBlock,
    Kind.GAPS: GapsBlock,
}
WITHIN = ASKED | {
    Kind.SINGLE: OptionsBlock,
    Kind.MULTIPLE: OptionsBlock,
    Kind.TRUE_FALSE: TrueFalseBlock,
    Kind.NUMERIC: NumberBlock,
}
ICONS = {Kind.SINGLE: "radio-full", Kind.MULTIPLE: "list-ul"}


def _part(kind) -> blocks.StructBlock:
    meta = {"label": kind.label, "icon": ICONS.get(kind) or WITHIN[kind]().meta.icon}
    return blocks.StructBlock(
        [
            ("stem", SaidBlock(rows=2, label=_("Question"))),
            ("points", blocks.IntegerBlock(label=_("points"), min_value=1, max_value=1000, default=1)),
            ("asked", WITHIN[kind](label=_("What is asked"))),
            ("feedback", SaidBlock(rows=2, label=_("Explanation"), required=False)),
        ],
        **meta,
    )


class CaseBlock(blocks.StructBlock):
    parts = blocks.StreamBlock([(str(kind.value), _part(kind)) for kind in WITHIN], label=_("Parts"))

    class Meta:
        icon = "folder-open-inverse"
        label = Kind.CASE.label


class DetailsBlock(blocks.StreamBlock):
    """One block, of the question's own kind."""

    def __init__(self, **kwargs):
        every = ASKED | {Kind.CASE: CaseBlock}
        super().__init__(
            [(str(kind.value), made()) for kind, made in every.items()], required=False, max_num=1, **kwargs
        )

    def value_from_datadict(self, data, files, prefix):
        """A request that does not speak of it fills nothing in."""
        if f"{prefix}-count" not in data:
            return self.to_python([])
        return super().value_from_datadict(data, files, prefix)


# Between record and blocks, both as plain JSON

TRUE_FALSE = {"true": {"ar": "صحيح", "fr": "Vrai", "en": "True"}, "false": {"ar": "خطأ", "fr": "Faux", "en": "False"}}


def shown(kind: str, details: dict | None) -> list[dict]:
    """The stream that shows what a question holds."""
    return [] if not details else [{"type": str(kind), "value": _shown(kind, details)}]


def _shown(kind, record) -> dict[str, Any]:
    if kind == Kind.SHORT:
        return {"accepted": _lines(record["accepted"])}
    if kind == Kind.ORDER:
        return {"items": [item["text"] for item in record["items"]]}
    if kind == Kind.MATCH:
        pairs = [{"text": pair["text"], "fits": pair["with"]} for pair in record["pairs"]]
        return {"pairs": pairs, "extra": [row["text"] for row in record["extra"]]}
    if kind == Kind.GAPS:
        gaps = [
            {"key": g["key"], "accepted": _lines(g.get("accepted", {})), "choices": g["choices"]}
            for g in record["gaps"]
        ]
        return {"text": record["text"], "gaps": gaps}
    if kind == Kind.NUMERIC:
        return dict(record["numeric"])
    if kind == Kind.TRUE_FALSE:
        return {"right": next(option["key"] for option in record["options"] if option["correct"])}
    if kind == Kind.CASE:
        return {
            "parts": [
                {
                    "type": part["kind"],
                    "value": {
                        "stem": part["stem"],
                        "points": part["points"],
                        "asked": _shown(part["kind"], part),
                        "feedback": part["feedback"],
                    },
                }
                for part in record["parts"]
            ]
        }
    return {"options": record["options"]}


def _lines(accepted) -> dict[str, str]:
    return {tongue: "\n".join(answers) for tongue, answers in accepted.items()}


def said(stream: list[dict]) -> tuple[str, dict] | None:
    """Kind and content of what was filled in; None when nothing was. ``shown`` the other way round."""
    return None if not stream else (stream[0]["type"], _said(stream[0]["type"], stream[0]["value"]))


def _rows(listed) -> list:
    return [row["value"] for row in listed]


def _keyed(rows) -> list[dict]:
    return [{"key": str(n)} | row for n, row in enumerate(rows, start=1)]


def _said(kind, value) -> dict[str, Any]:
    if kind == Kind.SHORT:
        return {"accepted": _answers(value["accepted"])}
    if kind == Kind.ORDER:
        return {"items": _keyed({"text": _texts(text)} for text in _rows(value["items"]))}
    if kind == Kind.MATCH:
        pairs = [{"text": _texts(row["text"]), "with": _texts(row["fits"])} for row in _rows(value["pairs"])]
        return {"pairs": _keyed(pairs), "extra": _keyed({"text": _texts(text)} for text in _rows(value["extra"]))}
    if kind == Kind.GAPS:
        return {"text": _texts(value["text"]), "gaps": [_gap(row) for row in _rows(value["gaps"])]}
    if kind == Kind.NUMERIC:
        return {"numeric": {"value": value["value"], "tolerance": value["tolerance"], "unit": _texts(value["unit"])}}
    if kind == Kind.TRUE_FALSE:
        return {"options": [{"key": k, "text": text, "correct": k == value["right"]} for k, text in TRUE_FALSE.items()]}
    if kind == Kind.CASE:
        return {
            "parts": _keyed(
                {
                    "kind": part["type"],
                    "points": part["value"]["points"],
                    "stem": _texts(part["value"]["stem"]),
                    "feedback": _texts(part["value"]["feedback"]),
                    **_said(part["type"], part["value"]["asked"]),
                }
                for part in value["parts"]
            )
        }
    options = [
        {"text": _texts(row["text"]), "correct": row["correct"], "feedback": _texts(row["feedback"])}
        for row in _rows(value["options"])
    ]
    return {"options": _keyed(options)}


def _gap(row) -> dict[str, Any]:
    choices = [{"text": _texts(choice["text"]), "correct": choice["correct"]} for choice in _rows(row["choices"])]
    return {"key": row["key"], "choices": _keyed(choices)} | (
        {} if choices else {"accepted": _answers(row["accepted"])}
    )


def _texts(value) -> dict[str, str]:
    return {tongue: text for tongue in TONGUES if (text := (value or {}).get(tongue))}


def _answers(value) -> dict[str, list[str]]:
    lines = {tongue: [line.strip() for line in text.splitlines()] for tongue, text in _texts(value).items()}
    return {tongue: [line for line in answers if line] for tongue, answers in lines.items()}
