"""Whether an e-mail address is one of a university: by whole labels, whatever the case and the script."""

import unicodedata


def ascii_domain(domain):
    """Return a domain as it stands in the DNS: in small letters, labels of other scripts in Punycode.

    Nothing is taken for something similar: neither ß for ss nor a full-width or Cyrillic letter for a Latin one, for
    these are domains that somebody else may own.
    """
    labels = unicodedata.normalize("NFC", domain).lower().split(".")
    return ".".join(label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels)


def domain_of(address):
    """Return what stands after the last @ of an address: a quoted part before it may have one of its own."""
    return ascii_domain(address.rpartition("@")[2])


def owns_domain(university, domain):
    """Tell whether the domain is one of the university's, to the letter."""
    return ascii_domain(domain) in university.email_domains.split()


def owns_address(university, address):
    """Tell whether the address lies in a domain of the university or below one: ada@kth.se, ada@cs.kth.se."""
    own = domain_of(address)
    return any(own == domain or own.endswith(f".{domain}") for domain in university.email_domains.split())
