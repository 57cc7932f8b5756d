"""The file of the services: the sample is right, and whatever is wrong stops the start with one sentence."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cluster_portal.accounts.university_sign_in.configuration import read_providers
from tests.accounts.university_sign_in.conftest import entry

SAMPLE = Path(settings.BASE_DIR) / "deploy" / "sign-in-providers.json"
SAML = {
    "id": "upc",
    "kind": "saml",
    "name": "UPC",
    "university": "upc",
    "entity_id": "https://idp.upc.example/metadata",
    "metadata_url": "https://idp.upc.example/metadata",
    "scope_from": "scoped_affiliation",
}


def read(tmp_path, content, environment=None):
    path = tmp_path / "providers.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read_providers(path, environment or {})


def without(name, of=None):
    return {key: value for key, value in (of or entry("kth")).items() if key != name}


def test_no_file_means_no_services():
    assert read_providers("", {}) == []


def test_an_empty_list_means_no_services(tmp_path):
    assert read(tmp_path, []) == []


def test_what_is_left_out_has_careful_defaults(tmp_path):
    (kth,) = read(tmp_path, [entry("kth", server_url="https://login.kth.example/adfs/")])
    assert (kth.scope_claims, kth.affiliations) == (
        ("eduperson_scoped_affiliation",),
        frozenset({"faculty", "staff", "employee"}),
    )
    assert kth.addresses_are_verified is False
    assert kth.settings == {
        "server_url": "https://login.kth.example/adfs",
        "scope": ["openid", "profile", "email"],
        "oauth_pkce_enabled": True,
    }


def test_a_secret_can_stand_in_the_environment_and_is_never_printed(tmp_path):
    changed = {**without("client_secret"), "client_secret_variable": "KTH_SECRET"}
    (kth,) = read(tmp_path, [changed], {"KTH_SECRET": "hush"})
    assert (kth.secret, "hush" in repr(kth)) == ("hush", False)


def test_the_sample_is_a_file_that_can_be_read(tmp_path):
    names = {each["client_secret_variable"]: "x" for each in json.loads(SAMPLE.read_text()) if each["kind"] == "oidc"}
    assert [(each.id, each.kind) for each in read_providers(SAMPLE, names)] == [("kth", "oidc"), ("upc", "saml")]


def test_a_certificate_is_read_from_beside_the_file(tmp_path):
    (tmp_path / "upc.pem").write_text("CERTIFICATE")
    fields = {"sso_url": "https://idp.upc.example/sso", "certificate_file": "upc.pem"}
    (upc,) = read(tmp_path, [{**without("metadata_url", SAML), **fields}])
    assert upc.settings["idp"] == {
        "entity_id": "https://idp.upc.example/metadata",
        "sso_url": "https://idp.upc.example/sso",
        "x509cert": "CERTIFICATE",
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "it is no JSON"),
        ('"\ud800"'.encode("utf-8", "surrogatepass"), "it is no JSON"),
        ({}, "it must hold a list of providers"),
        ([7], "in provider 1, an object with names and values is expected"),
        ([entry("kth"), entry("kth")], "in provider 2, there is a provider 'kth' before it"),
        ([without("id")], "id must be a text"),
        ([entry("kth", id="K T H")], "id must be of small letters"),
        ([entry("kth", id="saml")], "id must be another short name"),
        ([entry("kth", kind="ldap")], "kind must be one of oidc, saml"),
        ([entry("kth", kind=["oidc"])], "kind must be one of oidc, saml"),
        ([entry("kth", name="  ")], "name must be a text"),
        ([entry("kth", university=7)], "university must be a text"),
        ([entry("kth", server_url="http://login.kth.example")], "server_url must be an https address"),
        ([entry("kth", server_url="https://[")], "server_url must be an https address"),
        ([entry("kth", scope_from="name")], "scope_from must be one of"),
        ([entry("kth", scope_claims="org")], "scope_claims must be a list of texts"),
        ([entry("kth", affiliations=[""])], "affiliations must be a list of texts"),
        ([entry("kth", addresses_are_verified="yes")], "addresses_are_verified must be true or false"),
        ([without("client_secret")], "one of client_secret and client_secret_variable"),
        ([{**without("client_secret"), "client_secret_variable": "NO"}], "NO, which is not set in the environment"),
        ([entry("kth", client_secret_variable="X")], "one of client_secret and client_secret_variable"),
        ([entry("kth", colour="red")], "'colour' is not known"),
        ([without("entity_id", SAML)], "entity_id must be a text"),
        ([without("metadata_url", SAML)], "one of metadata_url and sso_url"),
        (
            [{**without("metadata_url", SAML), "sso_url": "https://x.example", "certificate_file": "no.pem"}],
            "which cannot be read as text",
        ),
    ],
)
def test_whatever_is_wrong_is_told_in_one_sentence(tmp_path, content, words):
    path = tmp_path / "providers.json"
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ImproperlyConfigured) as caught:
        read_providers(path, {})
    message = str(caught.value)
    assert message.startswith(f"SIGN_IN_PROVIDERS names the file {path}, but ")
    assert (words in message, message.endswith("."), "\n" in message) == (True, True, False)


def test_a_file_that_is_not_there_stops_the_start(tmp_path):
    missing = tmp_path / "nowhere.json"
    environment = {"SIGN_IN_PROVIDERS": str(missing), "VAR_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "manage.py", "check"]
    run = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert f"SIGN_IN_PROVIDERS names the file {missing}, but it cannot be read" in run.stderr.splitlines()[-1]


@pytest.mark.skipif(find_spec("onelogin") is not None, reason="requirements-saml.txt is installed")
def test_a_saml_service_without_its_packages_stops_the_start(tmp_path):
    (tmp_path / "providers.json").write_text(json.dumps([SAML]))
    environment = {"VAR_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    environment["SIGN_IN_PROVIDERS"] = str(tmp_path / "providers.json")
    command = [sys.executable, "manage.py", "check"]
    run = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert run.stderr.strip().endswith("A service of the kind saml needs the packages of requirements-saml.txt.")


@pytest.mark.parametrize("is_configured", [True, False])
def test_what_talks_to_services_is_loaded_only_where_one_is_configured(tmp_path, is_configured):
    """Some megabytes of memory for each process."""
    path = tmp_path / "providers.json"
    path.write_text(json.dumps([entry("kth")]))
    environment = {
        "VAR_DIR": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "cluster_portal.settings",
    }
    if is_configured:
        environment["SIGN_IN_PROVIDERS"] = str(path)
    code = (
        "import sys, django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
        "print([name in sys.modules for name in ('requests', 'allauth.socialaccount.providers.oauth2.views')])"
    )
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str([is_configured] * 2)
