"""What an author writes becomes marks that say the same, and nothing else gets through."""

from html.parser import HTMLParser

import pytest

from courses.exams import formulae, texts


@pytest.mark.parametrize(
    ("latex", "holds"),
    [
        (r"\frac{27\,000}{600\,000}", "<mfrac>"),
        (r"\text{PAR}_{30} = 4{,}5\,\%", "<mtext>PAR</mtext>"),
        (r"\sqrt{x^2}", "<msqrt>"),
        (r"a \leq b", "≤"),
        (r"\sum_{i=1}^{n} x_i", "∑"),
        (r"\text{رصيد}", "رصيد"),
    ],
)
def test_formula_becomes_mathml(latex, holds):
    made = formulae.mathml(latex)
    assert made.startswith('<math dir="ltr"')
    assert holds in made


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(//evil)}{x}",
        r"<img src=x onerror=alert(1)>",
        r"\class{x}{y}",
        r"\text{&lt;script&gt;}",
        r'\text{" onload="x}',
        r"\mathcolor{red;x}{y}",
    ],
)
def test_formula_carries_no_mark_of_its_author(latex):
    try:
        made = formulae.mathml(latex)
    except formulae.BadFormula:
        return
    seen = Marks()
    seen.feed(made)
    assert seen.elements <= {"math", "mrow", "mi", "mn", "mo", "mtext", "mstyle", "msub"}
    assert seen.attributes <= {"dir", "alttext", "stretchy", "mathvariant", "displaystyle", "scriptlevel", "fence"}


class Marks(HTMLParser):
    def __init__(self):
        super().__init__()
        self.elements, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("latex", [r"\frac{1", "}{", r"\nosuchthing", "x" * 301, "{" * 150 + "}" * 150 + "\\frac"])
def test_formula_that_cannot_be_read_is_named(latex):
    with pytest.raises(formulae.BadFormula):
        formulae.mathml(latex)


def test_money_is_no_formula():
    for text in ("5 $ et 6 $", "de 5$ à 6$", r"\$x\$ coûte", "$5"):
        assert "<math" not in texts.drawn(text)
    assert texts.drawn(r"\$5") == "$5"
    assert texts.drawn("soit $x$ et $y$").count("<math") == 2


def test_text_stays_text():
    assert texts.drawn("a < b\n& <b>") == "a &lt; b<br>&amp; &lt;b&gt;"


def test_picture_stands_on_its_line_with_its_words():
    fig = {"fig": texts.Drawing('Deux "barres"', "/media/fig.webp", 320, 200)}
    made = texts.drawn("Voyez\n![fig]\nEt alors ?", fig)
    assert made.startswith("Voyez<img ")
    assert 'alt="Deux &quot;barres&quot;"' in made
    assert made.endswith(">Et alors ?")
    assert texts.plain("Voyez ![fig]", fig) == "Voyez ![fig]"  # not on a line of its own
    assert texts.plain("![fig]", fig) == 'Deux "barres"'
    assert "Deux" in texts.drawn("![fig]", {"fig": texts.Drawing("Deux")})
    assert "<img" not in texts.drawn("![fig]", {"fig": texts.Drawing("Deux")})
