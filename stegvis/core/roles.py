"""This file is where the two database roles are made, and where a role is judged."""

from typing import Any, Protocol

OWNER = "stegvis_owner"
RUNTIME = "stegvis_runtime"
PARTICIPANT = "stegvis_participant"

_ROLES_SQL = """\
-- Stegvis: roles and database. Run once, as an administrator of the server (PostgreSQL >= 15):
--
--   psql -v owner_password=... -v runtime_password=... -f roles.sql postgres
--
-- Running it again does no harm; passwords of roles that exist already are left alone.
--
-- {owner} owns the tables and runs migrations. It is used by nothing that answers a request.
-- {runtime} answers requests. It owns nothing and cannot step around row-level security,
-- which keeps one authority's records from another's.
-- {participant} is what {runtime} becomes while a person looks at her own pages.
\\set ON_ERROR_STOP on

SELECT format('CREATE ROLE {owner} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS '
              'PASSWORD %L', :'owner_password')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{owner}') \\gexec

SELECT format('CREATE ROLE {runtime} LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE '
              'NOBYPASSRLS PASSWORD %L', :'runtime_password')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{runtime}') \\gexec

SELECT 'CREATE ROLE {participant} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{participant}') \\gexec

-- The role of requests may step down to the participant's, and inherits nothing of it.
ALTER ROLE {runtime} NOINHERIT;
GRANT {participant} TO {runtime};

-- Byte order is the same on every host; Swedish order is stored in columns of our own.
SELECT 'CREATE DATABASE "{database}" OWNER {owner} TEMPLATE template0 '
       'ENCODING ''UTF8'' LOCALE ''C.UTF-8'''
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{database}') \\gexec

-- Nobody but the two roles gets in, and only the owner may make tables.
REVOKE ALL ON DATABASE "{database}" FROM PUBLIC;
GRANT CONNECT ON DATABASE "{database}" TO {runtime};
\\connect "{database}"
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {runtime};

-- Rights on each table are granted by the migration that makes it (`stegvis migrate`).
"""

_POWERS_SQL = """
SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole,
       (SELECT d.datname FROM pg_database d
         WHERE d.datname = current_database() AND d.datdba = r.oid),
       (SELECT string_agg(c.relname, ', ' ORDER BY c.relname)
          FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
           AND c.relowner = r.oid),
       (SELECT string_agg(o.rolname, ', ' ORDER BY o.rolname)
          FROM pg_roles o
         WHERE o.oid <> r.oid AND pg_has_role(r.oid, o.oid, 'MEMBER')
           AND (o.rolsuper OR o.rolbypassrls OR o.rolname = %s OR o.oid IN (
                SELECT c.relowner FROM pg_class c
                 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p'))))
  FROM pg_roles r WHERE r.rolname = session_user
"""


class Connection(Protocol):
    """A psycopg connection or a Django one."""

    def cursor(self) -> Any: ...


def roles_sql(database: str) -> str:
    """SQL for psql that an administrator runs once: two roles, the database, who may connect."""
    if not database.replace("_", "").isalnum():
        raise ValueError(f"{database!r} is no name for a database: use letters, digits and _")
    return _ROLES_SQL.format(
        owner=OWNER, runtime=RUNTIME, participant=PARTICIPANT, database=database
    )


def runtime_is_restricted(connection: Connection) -> list[str]:
    """Reasons why the role behind a connection must not answer requests; empty when it may.

    Row-level security binds neither superusers nor roles with BYPASSRLS, and whoever owns a
    table, or may become its owner, can switch it off.
    """
    with connection.cursor() as cursor:
        cursor.execute(_POWERS_SQL, [OWNER])
        is_super, bypasses, creates_roles, database, tables, memberships = cursor.fetchone()
    found = {
        "it is a superuser": is_super,
        "it has BYPASSRLS": bypasses,
        "it has CREATEROLE and can give itself other roles": creates_roles,
        f"it owns the database {database}": database,
        f"it owns tables: {tables}": tables,
        f"it may become {memberships}": memberships,
    }
    return [reason for reason, applies in found.items() if applies]
