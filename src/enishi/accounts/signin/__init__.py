"""Signing in with a browser: passwords, second factors, one-time links, and what keeps guesses few.

django-allauth does the protocols; this package decides which of its routes exist, guards each of them, and keeps
the record. Who a session's request speaks for is decided in :mod:`enishi.accounts.http`.
"""
