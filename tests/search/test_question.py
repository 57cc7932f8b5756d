import pytest

from cluster_portal.search.question import MOST_LETTERS, MOST_TERMS, Question


def terms(typed, language="en"):
    question = Question(typed, language)
    return [
        [" ".join(word.folded for word in term.words) for term in some] for some in (question.terms, question.excluded)
    ]


@pytest.mark.parametrize(
    ("typed", "wanted", "excluded"),
    [
        ("energy", ["energy"], []),
        ("  Énergie   DURABLE ", ["energie", "durable"], []),
        ('"double degree" energy', ["double degree", "energy"], []),
        ("« double diplôme »", ["double diplome"], []),
        ("„doppelter Abschluss“ -Energie", ["doppelter abschluss"], ["energie"]),
        ("‘duurzame energie’ d’accord", ["duurzame energie", "d", "accord"], []),
        ('master -"nuclear energy"', ["master"], ["nuclear energy"]),
        ("e-mail", ["e", "mail"], []),
        ("energy energy", ["energy"], []),
        ('"one" two', ["one", "two"], []),
        ('energy "unbalanced', ["energy", "unbalanced"], []),
        ("-only -minus", [], ["only", "minus"]),
        ('"the end"', ["the end"], []),
        ("", [], []),
        ('" OR *', ["or"], []),
        ("NEAR(a b)", ["near", "b"], []),
        (":* ''; DROP TABLE", ["drop", "table"], []),
        ("🎓 \u202e \u200f", [], []),
        ("a\0b", ["b"], []),
    ],
)
def test_what_is_typed_becomes_terms(typed, wanted, excluded):
    assert terms(typed) == [wanted, excluded]


def test_stop_words_count_only_where_there_is_nothing_else():
    assert terms("the university of the north")[0] == ["university", "north"]
    assert terms("the of")[0] == ["the", "of"]
    assert terms("die Universität", "de")[0] == ["universitat"]
    assert terms("die Universität", "fi")[0] == ["die", "universitat"]


def test_a_very_long_question_is_cut_and_says_so():
    many = Question(" ".join(f"word{number}" for number in range(500)))
    assert (len(many.terms), many.was_cut) == (MOST_TERMS, True)
    assert len(Question("x" * 10_000).terms[0].words[0].folded) <= MOST_LETTERS
    assert not Question("energy").was_cut


def test_a_correction_keeps_what_else_was_typed():
    question = Question('Darmstat "double  Degre" -grenobel energy')
    corrections = {"darmstat": "Darmstadt", "degre": "degree", "grenobel": "Grenoble"}
    assert question.with_words(corrections) == 'Darmstadt "double degree" -grenobel energy'
