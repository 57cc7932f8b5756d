from cluster_portal.loading.records import fingerprint, serialised


def test_a_fingerprint_does_not_depend_on_the_order_of_keys_or_on_what_is_empty():
    said = {"city": "Turin", "founded_year": 1859, "value": 0}
    stored = {"value": 0, "founded_year": 1859, "city": "Turin", "note": "", "left": None, "rows": [], "flag": False}

    assert fingerprint(said) == fingerprint(stored)
    assert serialised(stored) == '{"city": "Turin", "founded_year": 1859, "value": 0}'


def test_a_fingerprint_moves_with_every_value_and_with_the_order_of_a_list():
    fingerprints = {
        fingerprint(data)
        for data in ({"a": 1}, {"a": 0}, {"a": True}, {"a": "1"}, {"b": 1}, {"a": [1, 2]}, {"a": [2, 1]})
    }

    assert len(fingerprints) == 7
