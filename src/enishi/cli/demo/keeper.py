"""Who set up the sample shop, as its screens name them."""

from enishi.accounts.permissions import PERMISSIONS, Actor

KEEPER = Actor(kind="cli", label="店長", permissions=PERMISSIONS)
