import pytest

from cluster_portal.network.models import Network, NetworkFigure
from tests.admin_forms import add_row, errors_of, filled_in, shown_in
from tests.factories.network import NetworkFactory, NetworkFigureFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/network/network/"
PAGE = "/admin/network/network/1/change/"


def test_the_network_is_one_row_that_is_added_once(staff_client):
    data = filled_in(staff_client.get(f"{LIST}add/"))
    response = staff_client.post(f"{LIST}add/", {**data, "name": "ORBIT", "statement_fi": "Verkosto"})
    assert response.status_code == 302, errors_of(response)
    assert list(Network.objects.values_list("pk", "name", "statement_fi")) == [(1, "ORBIT", "Verkosto")]
    assert staff_client.get(f"{LIST}add/").status_code == 403
    assert staff_client.post(f"{LIST}add/", {**data, "name": "Another"}).status_code == 403
    assert Network.objects.get().name == "ORBIT"


def test_the_list_leads_to_the_one_row(staff_client):
    assert staff_client.get(LIST).status_code == 200
    NetworkFactory()
    assert staff_client.get(LIST)["Location"] == PAGE


def test_the_network_is_never_deleted(superuser_client):
    NetworkFactory()
    assert superuser_client.post("/admin/network/network/1/delete/", {"post": "yes"}).status_code == 403
    assert Network.objects.count() == 1


UNREADABLE = "Text in this colour would be hard to read: choose a darker one for light, a lighter one for dark."


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"accent": "#ffff00"}, UNREADABLE),
        ({"accent_2_dark": "#000000"}, UNREADABLE),
        ({"accent_dark": "blue"}, "Write a colour as # and six digits or letters a to f."),
    ],
)
def test_a_colour_that_cannot_be_read_is_told_at_its_field(staff_client, typed, message):
    NetworkFactory()
    data = {**filled_in(staff_client.get(PAGE)), "tagline_nl": "Net getypt", **typed}
    response = staff_client.post(PAGE, data)
    [field] = typed
    assert errors_of(response) == {field: [message]}
    assert (shown_in(response, field), shown_in(response, "tagline_nl")) == (typed[field], "Net getypt")
    assert getattr(Network.objects.get(), field) == Network._meta.get_field(field).default


def test_figures_are_edited_with_the_network_each_kind_once(staff_client):
    NetworkFactory()
    NetworkFigureFactory(kind="students", value=1)
    NetworkFigureFactory(kind="professors", value=2)
    data = filled_in(staff_client.get(PAGE))
    kinds = [data["figures-0-kind"], data["figures-1-kind"]]
    response = staff_client.post(PAGE, {**data, "figures-0-kind": kinds[1], "figures-1-kind": kinds[0]})
    assert response.status_code == 302, errors_of(response)
    assert dict(NetworkFigure.objects.values_list("kind", "value")) == {"students": 2, "professors": 1}
    data = filled_in(staff_client.get(PAGE))
    number = add_row(data, "figures", kind="students", value="9")
    assert errors_of(staff_client.post(PAGE, data)) == {f"figures-{number}-kind": ["This figure is there already."]}
    assert NetworkFigure.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_figures(staff_client, count, django_assert_num_queries):
    NetworkFactory()
    for kind in NetworkFigure.Kind.values[:count]:
        NetworkFigureFactory(kind=kind)
    staff_client.get(PAGE)  # content types are asked for once in the life of a process
    with django_assert_num_queries(10):
        assert staff_client.get(PAGE).status_code == 200
