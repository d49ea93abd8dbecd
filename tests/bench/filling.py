"""Many incidents and a long timeline, written set by set in SQL."""

from datetime import timedelta

from django.db import connection

from portal.clock.now import database_now
from tests.bench.stage import Stage
from tests.make_record import make_incident

AT_ONCE = 10_000
RARE, COMMON = "zirconium", "checkout"
# One incident in two speaks of checkout, one in five thousand of zirconium.
_INCIDENTS = """
INSERT INTO record_incident (
    number, title, kind, state, level, policy, source, declared_at, started_at, activated_at,
    resolved_at, closed_at, private, notice_id, channel_name, bridge_url, ticket_ref, version,
    last_seq, last_hash)
SELECT nextval('record_incident_number'),
    (ARRAY['Checkout', 'Payouts', 'Checkout'])[n %% 3 + 1] || ' fail in zone ' || n %% 97,
    'incident', 'closed', n %% 4, policy, 'portal', declared, declared, declared,
    declared + interval '1 hour', declared + interval '2 hours', n %% 50 = 0, '', '', '', '', 1,
    %(entries)s, ''
FROM record_incident, generate_series(%(first)s::int, %(last)s::int) AS n,
    LATERAL (SELECT %(newest)s - n * interval '20 minutes' AS declared) AS at
WHERE record_incident.id = %(like)s
"""
# The chain's hashes follow one another but cover only the number of the line.
_ENTRIES = """
INSERT INTO record_entry (incident_id, seq, kind, body, by_name, occurred_at, recorded_at, data,
                          previous_hash, hash)
SELECT incident.id, seq, 'note',
    'Line ' || seq || ': ' || (ARRAY['restarted', 'rolled back', 'called'])[seq %% 3 + 1] || ' the '
    || (ARRAY['gateway', 'database', 'processor', 'queue'])[(incident.id + seq) %% 4 + 1]
    || CASE WHEN seq = 7 AND number %% 5000 = 17 THEN ' with zirconium' ELSE '' END,
    'Example', declared_at + seq * interval '1 minute', declared_at + seq * interval '1 minute',
    '{}', encode(sha256(((seq - 1) || '')::bytea), 'hex'), encode(sha256((seq || '')::bytea), 'hex')
FROM record_incident incident, generate_series(1, %(entries)s::int) AS seq
WHERE number > %(after)s
"""
_WORDS = """
INSERT INTO record_words (incident_id, block, words)
SELECT incident.id, entry.seq / 50,
       strip(to_tsvector('english', incident.title || ' ' || string_agg(entry.body, ' ')))
FROM record_incident incident JOIN record_entry entry ON entry.incident_id = incident.id
WHERE number > %(after)s
GROUP BY incident.id, entry.seq / 50
"""


def fill_incidents(stage: Stage, *, upto: int, entries: int) -> None:
    """Closed incidents, one every twenty minutes into the past, until there are so many.

    The triggers that would find the words line by line are off meanwhile: the words are
    written by the statement of their migration.
    """
    like = make_incident("The first")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(number) FROM record_incident")
        have, after = cursor.fetchone()
        cursor.execute("SET session_replication_role = replica")
        for first in range(have, upto, AT_ONCE):
            last = min(first + AT_ONCE, upto) - 1
            facts = {
                "first": first,
                "last": last,
                "entries": entries,
                "newest": database_now() - timedelta(days=1),
                "like": like.pk,
                "after": after,
            }
            cursor.execute(_INCIDENTS, facts)
            cursor.execute(_ENTRIES, facts)
            cursor.execute(_WORDS, facts)
            cursor.execute("SELECT max(number) FROM record_incident")
            after = cursor.fetchone()[0]
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM ANALYZE record_incident, record_entry, record_words")
