"""What the database's own catalogue says about our tables."""

from django.db import connection

from enishi.kit.tenancy import org_scope

#: Tables that belong to no organisation, and why that is right.
SHARED_TABLES = {
    "accounts_user": "a person may belong to several organisations",
    "accounts_cache": "marks of used codes, by user",
    "accounts_guessbudget": "guesses, by hashes of accounts and addresses",
    "accounts_session": "a person's session spans their organisations",
    "accounts_signinlink": "signs a person in, wherever they belong",
    "account_emailaddress": "allauth's; stays empty, the user's own e-mail counts",
    "account_emailconfirmation": "allauth's; stays empty",
    "mfa_authenticator": "a person's second factors",
    "auth_group": "Django's; stays empty",
    "auth_group_permissions": "Django's; stays empty",
    "auth_permission": "Django's list of permissions, which nothing asks",
    "django_content_type": "Django's list of models",
    "django_migrations": "Django's list of migrations",
}
JOB_QUEUE_PREFIX = "procrastinate_"
ROOT = "accounts_organisation"


def query(statement: str, *parameters: str | int | bool) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def tables(*, with_partitions: bool = False) -> set[str]:
    """Tables of ours, by name."""
    rows = query(
        """
        SELECT relname FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
           AND (%s OR NOT relispartition)
        """,
        with_partitions,
    )
    return {str(row[0]) for row in rows}


def tenant_tables(*, with_partitions: bool = False) -> set[str]:
    """Tables with an organisation's rows."""
    rows = query(
        """
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
           AND (%s OR NOT c.relispartition)
        """,
        with_partitions,
    )
    return {str(row[0]) for row in rows}


def fingerprint(org_id: int) -> dict[str, str]:
    """A hash of all rows of one organisation in each table: equal means that nothing changed."""
    found = {}
    with org_scope(org_id):
        for table in sorted(tenant_tables() | {ROOT}):
            column = "id" if table == ROOT else "org_id"
            rows = query(
                f"SELECT md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM {table} t "
                f"WHERE {column} = %s",
                org_id,
            )
            found[table] = str(rows[0][0])
    return found
