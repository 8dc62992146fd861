"""Who decides which person is which customer does so alone in the organisation, until the transaction ends."""

from django.db import connection

from enishi.friends.models import Customer
from enishi.friends.selectors import customers as selectors


def take_turns(org_id: int) -> None:
    """Wait for whoever else is finding out who persons are, and hold off the next, until the transaction ends.

    Two requests at once must not make two customers of one new number, and an order must not find a customer who is
    being merged away. Whoever also locks orders or customers comes here first, or the two wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('friends.persons', %s))", [org_id])


def held_customer(org_id: int, customer_id: int) -> Customer:
    """One customer as they are once it is our turn, locked until the transaction ends; ProblemError 404, or 409 for
    one that was merged into another."""
    take_turns(org_id)
    return selectors.living_customer(org_id, customer_id, lock=True)
