"""How the outside world sees a university and the network: schema.org `CollegeOrUniversity` and `Organization`."""

from django.urls import reverse

from cluster_portal.core.languages import text_of
from cluster_portal.core.structured_data import without_gaps
from members.identifiers import Scheme


def university_data(portrait, network_name, address):
    """Return a CollegeOrUniversity; `address` makes a full address of a path."""
    university = portrait.university
    name = university.name
    names = dict.fromkeys(other.value for other in [*university.current_names, *portrait.former_names])
    names.pop(name.value, None)
    data = {
        "@type": "CollegeOrUniversity",
        "@id": address(reverse("university_by_id", args=[university.uuid])),
        "name": name.value,
        "alternateName": list(names),
        "url": text_of(university, "website").value or address(university.get_absolute_url()),
        "mainEntityOfPage": address(university.get_absolute_url()),
        "description": text_of(university, "summary").value,
        "logo": address(university.logo.address) if university.logo else None,
        "image": address(university.cover.address) if university.cover else None,
        "foundingDate": str(university.founded_year) if university.founded_year else None,
        "dissolutionDate": university.closed_on.isoformat() if university.closed_on else None,
        "sameAs": [identifier.url for identifier in portrait.identifiers if identifier.url],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": Scheme(identifier.scheme).value, "value": identifier.value}
            for identifier in portrait.identifiers
        ],
        "address": without_gaps(
            {
                "@type": "PostalAddress",
                "streetAddress": university.address,
                "addressLocality": text_of(university, "city").value,
                "addressCountry": university.country.code,
            }
        ),
        "geo": None
        if university.latitude is None
        else {
            "@type": "GeoCoordinates",
            "latitude": float(university.latitude),
            "longitude": float(university.longitude),
        },
        "contactPoint": [
            without_gaps(
                {
                    "@type": "ContactPoint",
                    "contactType": contact.get_function_display(),
                    "email": contact.mailbox_email or (person.email if person else ""),
                    "telephone": contact.phone,
                }
            )
            for contact, person in portrait.contacts
        ],
    }
    if university.is_member:
        data["memberOf"] = {
            "@type": "Organization",
            "@id": address(reverse("network_by_id")),
            "name": network_name,
            "url": address(reverse("home")),
        }
    return without_gaps(data)


def group_data(group, address):
    """Return an Organization for a group, part of the network's; `address` makes a full address of a path."""
    return without_gaps(
        {
            "@type": "Organization",
            "@id": address(reverse("group_by_id", args=[group.uuid])),
            "name": text_of(group, "name").value,
            "url": address(group.get_absolute_url()),
            "description": text_of(group, "mandate").value,
            "foundingDate": _known(group.valid_from, group.valid_from_precision),
            "dissolutionDate": _known(group.valid_to, group.valid_to_precision),
            "parentOrganization": {"@type": "Organization", "@id": address(reverse("network_by_id"))},
        }
    )


def _known(day, precision):
    """Return a date in ISO 8601 no more exactly than it is known: "2018", "2020-04", "2020-04-03"; None for none."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)] if day else None


def network_data(network, members, address):
    """Return the Organization of the network with its members of the day."""
    return without_gaps(
        {
            "@type": "Organization",
            "@id": address(reverse("network_by_id")),
            "name": network.name,
            "alternateName": network.full_name,
            "url": address(reverse("home")),
            "sameAs": [network.website] if network.website else [],
            "description": text_of(network, "statement").value,
            "foundingDate": str(network.founded_year) if network.founded_year else None,
            "email": network.contact_email,
            "member": [
                {
                    "@type": "CollegeOrUniversity",
                    "@id": address(reverse("university_by_id", args=[university.uuid])),
                    "name": university.name.value,
                    "url": address(university.get_absolute_url()),
                }
                for university in members
            ],
        }
    )
