"""A PostgreSQL of one's own: started, kept alive and stopped by the process that needs it.

In goes a data directory; out come connection URLs over a private unix socket. Nothing listens on the network,
nothing of the product is known here, and no server outlives its starter.
"""

from enishi.kit.postgres.binaries import Binaries, find_binaries
from enishi.kit.postgres.errors import PostgresError
from enishi.kit.postgres.scratch import scratch_postgres
from enishi.kit.postgres.server import APP_ROLE, DATABASE, OWNER_ROLE, EmbeddedPostgres

__all__ = [
    "APP_ROLE",
    "DATABASE",
    "OWNER_ROLE",
    "Binaries",
    "EmbeddedPostgres",
    "PostgresError",
    "find_binaries",
    "scratch_postgres",
]
