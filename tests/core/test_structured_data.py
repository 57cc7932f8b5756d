import json

from cluster_portal.core.structured_data import as_script, breadcrumb_list, without_gaps


def test_nothing_in_the_data_can_end_the_script_element():
    script = as_script({"@type": "Thing", "name": "</script><script>alert(1)</script> & \u2028"})
    body = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in body
    assert "&" not in body
    assert json.loads(body)["name"] == "</script><script>alert(1)</script> & \u2028"


def test_what_is_unknown_is_left_out():
    assert without_gaps({"name": "KTH", "logo": None, "sameAs": [], "email": "", "value": 0}) == {
        "name": "KTH",
        "value": 0,
    }


def test_breadcrumbs_are_numbered_from_one():
    crumbs = breadcrumb_list([("Home", "/en/"), ("Members", "/en/members/")], lambda path: f"https://x.example{path}")
    assert crumbs == {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Home", "item": "https://x.example/en/"},
            {"@type": "ListItem", "position": 2, "name": "Members", "item": "https://x.example/en/members/"},
        ],
    }
