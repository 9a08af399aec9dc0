"""Logging in with an authority's own login or an e-legitimation, by OpenID Connect."""
