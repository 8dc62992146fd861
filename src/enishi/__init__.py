"""Enishi (縁): marketing automation and CRM for LINE Official Accounts."""

__version__ = "0.1.0"
