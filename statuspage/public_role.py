"""What the database lets a process do that serves the status page alone.

It reads what the page says, and writes who wants to be told of it. It can read no incident,
no person, no session and no letter: of the outbox and the clock it may use only the columns
that stopping mail and waking the timekeeper need.
"""

from psycopg import sql

# Table, privilege, columns; none are all of them.
READS = (
    "statuspage_announcement",
    "statuspage_announcement_audiences",
    "statuspage_component",
    "statuspage_component_audiences",
    "statuspage_componentgroup",
    "statuspage_notice",
    "statuspage_notice_audiences",
    "statuspage_noticecomponent",
    "statuspage_noticeupdate",
    "statuspage_page",
    "statuspage_statuschange",
)
WRITES = (
    "statuspage_subscriber",
    "statuspage_subscriber_components",
    "statuspage_subscriber_groups",
    "statuspage_wish",
)
PARTS = (
    ("web_ratebucket", "SELECT, INSERT, UPDATE", ()),
    ("clock_timer", "INSERT", ()),
    ("clock_timer", "SELECT", ("id", "kind", "key", "about_label", "about_pk", "state")),
    ("clock_timer", "UPDATE", ("state",)),
    ("post_message", "SELECT", ("id", "kind")),
    ("post_delivery", "SELECT", ("id", "message_id", "address", "state")),
    ("post_delivery", "UPDATE", ("state", "last_error")),
)


def statements(role: str) -> list[sql.Composed]:
    """Everything the role had is taken from it first, then it gets exactly this."""
    name = sql.Identifier(role)
    made = [
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(name),
        sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(name),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
    ]
    made += [_grant(name, table, "SELECT") for table in READS]
    made += [_grant(name, table, "SELECT, INSERT, UPDATE, DELETE") for table in WRITES]
    made += [_grant(name, table, rights, columns) for table, rights, columns in PARTS]
    return made


def _grant(
    role: sql.Identifier, table: str, rights: str, columns: tuple[str, ...] = ()
) -> sql.Composed:
    named = sql.SQL(" ({})").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
    return sql.SQL("GRANT {rights}{only} ON {table} TO {role}").format(
        rights=sql.SQL(rights),
        only=named if columns else sql.SQL(""),
        table=sql.Identifier(table),
        role=role,
    )
