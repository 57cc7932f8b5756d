"""The link in the mail: made here, bound to one account and one university, for sixty days."""

from datetime import timedelta

import pytest

from cluster_portal.freshness.tokens import Altered, link_of, token_for
from tests.freshness.conftest import AT

pytestmark = pytest.mark.django_db


def test_a_token_says_whom_it_was_sent_to_and_until_when_it_holds(kth, lead):
    link = link_of(token_for(kth.pk, lead, AT))
    assert (link.university, link.user, link.made_at) == (kth, lead, AT)
    assert link.has_expired(AT + timedelta(days=60, seconds=-1)) is False
    assert link.has_expired(AT + timedelta(days=60)) is True


def test_a_token_can_stand_in_an_address_as_it_is(kth, lead):
    assert set(token_for(kth.pk, lead, AT)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_whatever_is_altered_in_it_makes_it_none(kth, upc, lead):
    token, other = token_for(kth.pk, lead, AT), token_for(upc.pk, lead, AT)
    content, signature = token.rsplit(".", 1)
    wrong = [
        token[:-1],
        f"{token}x",
        f"{other.rsplit('.', 1)[0]}.{signature}",
        content,
        "",
        ".",
        "ä.ö",
        "x" * 4000,
    ]
    for each in wrong:
        with pytest.raises(Altered):
            link_of(each)


def test_a_token_of_what_is_there_no_more_is_none(kth, lead):
    token = token_for(kth.pk, lead, AT)
    kth.publication = "draft"
    kth.save()
    with pytest.raises(Altered):
        link_of(token)
