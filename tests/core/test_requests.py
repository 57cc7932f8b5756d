import pytest

from cluster_portal.core.requests import MAX_QUERY_LENGTH, refusal


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", None),
        ("q=Universit%C3%A9&page=2", None),
        ("q=" + "a" * (MAX_QUERY_LENGTH - 2), None),
        ("q=" + "a" * (MAX_QUERY_LENGTH - 1), 414),
        ("q=%FF", 400),
        ("q=%00", 400),
    ],
)
def test_only_honest_query_strings_reach_a_view(rf, query, status):
    request = rf.get("/en/")
    request.META["QUERY_STRING"] = query
    refused = refusal(request)
    assert (refused and refused[0]) == status


def test_a_nul_byte_in_the_path_is_refused(rf):
    assert refusal(rf.get("/en/members/%00/"))[0] == 400
