"""Signing in by SAML, at a service in this process. Left out where requirements-saml.txt is not installed."""

import base64
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from allauth.socialaccount.models import SocialAccount

from cluster_portal.accounts.models import User
from members.models import Affiliation
from tests.accounts.signing_in import is_signed_in, sign_in
from tests.accounts.university_sign_in.conftest import leave
from tests.factories.accounts import UserFactory

onelogin = pytest.importorskip("onelogin.saml2.utils", reason="requirements-saml.txt is not installed")
pytestmark = pytest.mark.django_db

ENTITY = "https://idp.kth.example/metadata"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
ACS = "https://portal.example.org/account/with/kth/saml/"
AUDIENCE = f"{ACS}metadata/"
SCOPED, ORGANIZATION, MAIL, NAME = (
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.9",
    "urn:oid:1.3.6.1.4.1.25178.1.2.9",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "urn:oid:2.16.840.1.113730.3.1.241",
)
SAID = {SCOPED: ["member@kth.example", "staff@kth.example"], MAIL: ["Ada@kth.example"], NAME: ["Ada Byron"]}


def key_and_certificate():
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp")])
    now = datetime.now(UTC)
    until, number = now + timedelta(days=1), x509.random_serial_number()
    certificate = x509.CertificateBuilder(name, name, key.public_key(), number, now, until).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private.decode(), certificate.public_bytes(pem).decode()


@pytest.fixture(scope="module")
def keys():
    return key_and_certificate()


@pytest.fixture
def idp(configure, kth, keys, tmp_path, settings):
    """Configure the SAML service of KTH, with the changes."""
    settings.SITE_URL = "https://portal.example.org"
    (tmp_path / "idp.pem").write_text(keys[1])

    def configuring(**changes):
        configure(
            {
                "id": "kth",
                "kind": "saml",
                "name": "KTH",
                "university": "kth",
                "entity_id": ENTITY,
                "sso_url": "https://idp.kth.example/sso",
                "certificate_file": "idp.pem",
                "scope_from": "scoped_affiliation",
                "addresses_are_verified": True,
                **changes,
            }
        )

    configuring()
    return configuring


def question_in(target):
    """Return the id of the question that the visitor takes to the service."""
    packed = base64.b64decode(parse_qs(urlsplit(target).query)["SAMLRequest"][0])
    return ET.fromstring(zlib.decompress(packed, -15)).get("ID")


def response_to(question, keys, *, said=SAID, subject="7", kind=PERSISTENT, issuer=ENTITY, audience=AUDIENCE, to=ACS):
    """Return the signed response of the service, as its form has it."""
    now = datetime.now(UTC)
    at, until = (moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (now, now + timedelta(minutes=5)))
    attributes = "".join(
        f'<saml:Attribute Name="{name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">'
        + "".join(f"<saml:AttributeValue>{value}</saml:AttributeValue>" for value in values)
        + "</saml:Attribute>"
        for name, values in said.items()
    )
    answered = f' InResponseTo="{question}"' if question else ""
    xml = f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
      xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r" Version="2.0" IssueInstant="{at}"
      Destination="{to}"{answered}><saml:Issuer>{issuer}</saml:Issuer>
      <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
      <saml:Assertion ID="_a" Version="2.0" IssueInstant="{at}"><saml:Issuer>{issuer}</saml:Issuer>
      <saml:Subject><saml:NameID Format="{kind}">{subject}</saml:NameID>
      <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
      <saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{to}"{answered}/></saml:SubjectConfirmation>
      </saml:Subject><saml:Conditions NotBefore="{at}" NotOnOrAfter="{until}"><saml:AudienceRestriction>
      <saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
      <saml:AuthnStatement AuthnInstant="{at}"><saml:AuthnContext><saml:AuthnContextClassRef>
      urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>
      </saml:AuthnStatement><saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>
      </samlp:Response>"""
    if keys:
        signed = onelogin.OneLogin_Saml2_Utils.add_sign(xml, *keys)
        xml = signed.decode() if isinstance(signed, bytes) else signed
    return base64.b64encode(xml.encode()).decode()


def come_back(client, response):
    """Let the browser send the form of the service, without the session, and follow where it leads."""
    elsewhere = type(client)()
    sent = elsewhere.post("/account/with/kth/saml/", {"SAMLResponse": response})
    if sent.status_code != 302:
        return sent
    client.cookies["saml-acs-session"] = elsewhere.cookies["saml-acs-session"].value
    return client.get(sent["Location"])


def sign_in_at(client, keys, **changes):
    return come_back(client, response_to(question_in(leave(client)), keys, **changes))


def rights():
    return list(Affiliation.objects.current().values_list("user__email", "university__slug", "role"))


def test_who_works_there_gets_an_account_and_the_rights_of_a_viewer(client, idp, keys):
    assert sign_in_at(client, keys)["Location"] == "/en/account/"
    assert rights() == [("ada@kth.example", "kth", "viewer")]
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.user.name, account.extra_data) == ("kth", "7", "Ada Byron", {})
    assert is_signed_in(client)


def test_the_second_time_it_is_the_same_account(client, idp, keys):
    sign_in_at(client, keys)
    client.post("/en/account/sign-out/")
    sign_in_at(client, keys, said={**SAID, MAIL: ["byron@kth.example"]})
    assert [user.email for user in User.objects.all()] == ["ada@kth.example"]


def test_somebody_connects_it_to_their_account(client, idp, keys):
    ada = UserFactory(email="ada@gmail.example")
    sign_in(client, ada.email)
    sign_in_at(client, keys)
    assert SocialAccount.objects.get().user == ada
    assert rights() == [("ada@gmail.example", "kth", "viewer")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, {**SAID, SCOPED: ["staff@upc.example"]}),
        ({}, {**SAID, SCOPED: ["student@kth.example"]}),
        ({}, {MAIL: ["ada@kth.example"]}),
        ({}, {**SAID, MAIL: ["ada@gmail.example"]}),
        ({"addresses_are_verified": False}, SAID),
        ({"scope_from": "home_organization"}, {**SAID, ORGANIZATION: ["upc.example"]}),
    ],
)
def test_who_does_not_work_there_or_has_no_address_there_gets_no_account(client, idp, keys, changes, said):
    idp(**changes)
    assert sign_in_at(client, keys, said=said).status_code == 403
    assert (User.objects.count(), rights()) == (0, [])


def test_a_name_that_lasts_can_stand_in_an_attribute(client, idp, keys):
    said = {**SAID, "urn:oasis:names:tc:SAML:attribute:subject-id": ["ada@kth.example"]}
    sign_in_at(client, keys, said=said, kind=TRANSIENT, subject="_today")
    assert SocialAccount.objects.get().uid == "ada@kth.example"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": TRANSIENT},
        {"issuer": "https://evil.example"},
        {"audience": "https://another.example"},
        {"to": "https://portal.example.org/account/with/upc/saml/"},
        {"subject": "a" * 192},
    ],
)
def test_a_response_that_is_not_to_be_believed_signs_nobody_in(client, idp, keys, changes):
    assert sign_in_at(client, keys, **changes).status_code == 400
    assert User.objects.count() == 0


def test_a_response_without_a_signature_or_with_that_of_somebody_else_signs_nobody_in(client, idp):
    assert sign_in_at(client, None).status_code == 400
    assert sign_in_at(client, key_and_certificate()).status_code == 400
    assert User.objects.count() == 0


def test_a_response_that_was_changed_after_it_was_signed_signs_nobody_in(client, idp, keys):
    response = response_to(question_in(leave(client)), keys, said={**SAID, SCOPED: ["student@kth.example"]})
    changed = base64.b64decode(response).replace(b"student@", b"staff@")
    assert come_back(client, base64.b64encode(changed).decode()).status_code == 400
    assert User.objects.count() == 0


def test_a_response_counts_once_in_the_browser_that_asked_and_to_a_question_only(client, idp, keys):
    response = response_to(question_in(leave(client)), keys)
    assert come_back(type(client)(), response).status_code == 400
    assert come_back(client, response).status_code == 302
    client.post("/en/account/sign-out/")
    assert come_back(client, response).status_code == 400
    assert come_back(client, response_to("", keys)).status_code == 400


@pytest.mark.parametrize("response", ["", "x", "AAAA", "A" * 200_001, base64.b64encode(b"<a>\xff").decode()])
def test_what_is_no_response_gets_our_page(client, idp, response):
    assert come_back(client, response).status_code == 400
    assert client.get("/account/with/kth/saml/finish/").status_code == 400
    assert client.get("/account/with/kth/saml/").status_code == 405


def test_the_portal_describes_itself(client, idp):
    response = client.get("/account/with/kth/saml/metadata/")
    assert response["Content-Type"] == "application/samlmetadata+xml"
    root = ET.fromstring(response.content)
    assert root.get("entityID") == AUDIENCE
    assert ACS in response.content.decode()
    assert "SingleLogoutService" not in response.content.decode()
