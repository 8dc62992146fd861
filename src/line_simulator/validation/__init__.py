"""Validation of message objects, actions and rich menus: a table per type, read by small checkers."""
