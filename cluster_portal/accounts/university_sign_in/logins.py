"""Logins as allauth passes them on, made of what we believe of a service."""

from allauth.socialaccount.models import SocialAccount, SocialLogin

from cluster_portal.accounts.models import User


def login_of(provider, assertion):
    """Return the login for an assertion at a provider of allauth's. What the service said of a person is not stored."""
    account = SocialAccount(provider=provider.sub_id, uid=assertion.subject, extra_data={})
    login = SocialLogin(provider=provider, account=account, user=User())
    login.assertion = assertion
    return login
