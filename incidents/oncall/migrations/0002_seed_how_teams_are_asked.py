"""What each kind of team is for, what it needs to hear, and which words say too little."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# kind: (ask when, they need, fields of (label, example, said by)).
GUIDES = {
    "database": (
        "Slow queries that affect the whole application\n"
        "“Too many connections” errors that keep new sessions out\n"
        "Queries timing out on table locks that somebody must release\n"
        "Storage near its limit\nReplicas falling behind",
        "The exact error and the names of the tables it hits.",
        (
            ("Which table", "payment_transactions", ["_", "table"]),
            ("Which query", "UPDATE … WHERE order_id", ["query", "select ", "update ", "insert ", "locks on"]),
            ("Which error", "55P03, lock not available", ["error", "sqlstate", "deadlock", "too many connections", "timeout"]),
            ("Since when", "14:31 UTC", ["#:#", "since", "min ago"]),
        ),
    ),
    "operations": (
        "High CPU or memory on several servers\nParts of the system that do not reach each other\n"
        "Load balancers that send users the wrong way\nScaling that does not follow the traffic\n"
        "Names that do not resolve",
        "Which servers or pods, and the measure that shows it.",
        (
            ("Which pod or host", "checkout-7f9c-x2x1 on node-14", ["pod", "host", "node", "server"]),
            ("Which measure", "memory 98 %, OOMKilled 6 times", ["%", "#", "oomkilled", "crashloop"]),
            ("Since when", "14:31 UTC", ["#:#", "since", "min ago"]),
        ),
    ),
    "development": (
        "Business logic that needs a change of code\nGoing back to an earlier version\n"
        "Settings that only a release changes\nMemory that leaks\nCode that is too slow",
        "Steps that reproduce the exact error, and where it runs.",
        (
            ("Which change", "checkout 4.2.0, 13:55", ["version", "deploy", "release", "commit", "#.#"]),
            ("Which error", "NullPointerException in CartService", ["error", "exception"]),
            ("Stack trace or steps", "POST /pay with a saved card", ["trace", "steps", "line #", "reproduce"]),
        ),
    ),
    "network": (
        "Firewall rules that must change\nConnections between two places that fail\n"
        "Routes and names that lead nowhere",
        "From where to where, which port, which error.",
        (
            ("From where", "checkout pods, 10.2.0.0/16", ["from "]),
            ("To where", "api.cardline.example, 203.0.113.7", [" to "]),
            ("Which port", "443/tcp", ["port", ":#"]),
            ("Which error", "connection timed out after 10 s", ["error", "timed out", "time out", "refused", "reset"]),
        ),
    ),
    "security": (
        "Data that somebody may have seen who should not\nAccess that nobody knows of\n"
        "Keys, certificates or tokens that leaked",
        "Whose data, and whether it is contained.",
        (
            ("Whose data", "1,200 customers' e-mail addresses", ["customers", "users", "data of"]),
            ("Is it contained", "the key was revoked at 14:20", ["contained", "revoked", "blocked", "locked out"]),
        ),
    ),
    "vendor": (
        "Their interface limits or blocks our requests\nThey are down or slow\n"
        "We need more than the agreement gives\nTheir interface behaves as nobody expects",
        "What they need to find it in their logs.",
        (
            ("Request id", "req_8Hf2k1, 14:31:07 UTC", ["req_", "request id", "correlation"]),
            ("Account", "acct_northwind", ["account", "acct"]),
            ("Region or endpoint", "eu-2, /v1/charges", ["region", "endpoint", "eu-#", "us-#", "/v#"]),
            ("Which error", "TLS handshake times out after 10 s", ["error", "time out", "timed out", "handshake", "HTTP #"]),
        ),
    ),
}  # fmt: skip

# kind or None, words, question, example.
VAGUE = (
    ("database", ["slow", "down", "issue", "problem", "performance", "not working", "broken", "locks"],
     "Which table and which error?", "row locks on payment_transactions, 14:31, error 55P03"),
    ("operations", ["slow", "down", "high", "cpu", "memory", "issue", "problem", "not working", "server"],
     "Which pod or host, and which measure?", "checkout-7f9c-x2x1: memory 98 %, OOMKilled six times since 14:20"),
    ("development", ["bug", "crash", "broken", "not working", "issue", "problem", "wrong", "fails"],
     "Which change, and which error?", "since checkout 4.2.0: NullPointerException in CartService, line 88"),
    ("network", ["network", "connection", "firewall", "blocked", "unreachable", "slow", "not working", "issue"],
     "From where to where, on which port?", "checkout pods to 203.0.113.7, port 443: timed out after 10 s"),
    ("security", ["hack", "breach", "leak", "suspicious", "virus", "attack", "issue"],
     "Whose data, and is it contained?", "e-mail addresses of 1,200 customers; the key was revoked at 14:20"),
    ("vendor", ["down", "slow", "not working", "issue", "problem", "fails", "errors", "broken"],
     "Which request, in which region, with which error?", "TLS handshakes to eu-2 time out after 10 s, req_8Hf2k1 at 14:31:07 UTC"),
    (None, ["help", "asap", "urgent", "not working", "broken", "issue", "problem"],
     "What fails, where, and with which error?", "POST /pay answers 504 since 14:02, 50 % of requests"),
)  # fmt: skip


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guides, fields, vague = (
        apps.get_model("oncall", name).objects for name in ("AskingGuide", "AskedField", "VagueWords")
    )
    made = {}
    for kind, (ask_when, they_need, asked) in GUIDES.items():
        made[kind] = guides.create(kind=kind, ask_when=ask_when, they_need=they_need)
        for position, (label, example, said_by) in enumerate(asked, start=1):
            fields.create(
                guide=made[kind], position=position, label=label, example=example, said_by=said_by
            )
    for position, (kind, words, question, example) in enumerate(VAGUE, start=1):
        vague.create(
            guide=made[kind] if kind else None,
            position=position,
            words=words,
            question=question,
            example=example,
        )


class Migration(migrations.Migration):
    replaces = [
        ("oncall", "0006_seed_how_teams_are_asked"),
    ]
    dependencies = [("oncall", "0001_first_release")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
