"""Signing in at a university's own service, by OpenID Connect or SAML, where the portal's owner has configured it.

The way of a sign-in: `views.start` leads to the service, `views.callback` (or `saml.py`) takes its answer,
`assertions.py` reads of it what we believe, `adapter.py` decides whose account that is, and `scopes.py` asks the higher
layer which university owns what. Nothing that talks to services is imported while none is configured.
"""
