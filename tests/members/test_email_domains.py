import pytest

from members.email_domains import owns_address, owns_domain
from members.models import University

KTH = University(email_domains="kth.se\nxn--universitt-y5a.example")


@pytest.mark.parametrize(
    ("address", "is_own"),
    [
        ("ada@kth.se", True),
        ("Ada@KTH.SE", True),
        ("ada@cs.kth.se", True),
        ("ada@a.b.kth.se", True),
        ("ada@universität.example", True),
        ("ada@UNIVERSITÄT.example", True),
        ("ada@universita\u0308t.example", True),  # the same, decomposed
        ("ada@mail.universität.example", True),
        ("ada@evilkth.se", False),
        ("ada@kth.se.evil.org", False),
        ("ada@evil.org/kth.se", False),
        ('"ada@kth.se"@evil.org', False),
        ("ada@кth.se", False),  # a Cyrillic letter
        ("ada@ｋth.se", False),  # a full-width letter
        ("ada@kth。se", False),  # a full-width stop
        ("ada@kth.se.", False),
        ("ada@se", False),
        ("kth.se", True),
        ("", False),
    ],
)
def test_an_address_belongs_to_whose_domain_stands_at_its_end_by_whole_labels(address, is_own):
    assert owns_address(KTH, address) is is_own


def test_sharp_s_is_not_taken_for_two_of_them():
    assert not owns_address(University(email_domains="strasse.example"), "ada@straße.example")


def test_nothing_belongs_to_a_university_without_domains():
    assert not owns_address(University(), "ada@kth.se")
    assert not owns_domain(University(), "")


@pytest.mark.parametrize(
    ("domain", "is_own"), [("kth.se", True), ("KTH.se", True), ("cs.kth.se", False), ("se", False)]
)
def test_a_scope_is_owned_to_the_letter(domain, is_own):
    assert owns_domain(KTH, domain) is is_own
