"""Taking in alerts: one durable commit each, against the bare INSERT of psycopg.

The reference is two processes that each INSERT a body of the same bytes under a unique key
and commit, into the same server. Ours is the whole web application under granian with two
workers and a real secret, asked by wrk: each body is sent five times in a row over many
connections, so that the same one arrives at once.
"""

from django.utils import timezone

from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.models import InboxItem
from tests.bench.figures import Figures
from tests.bench.inserting import inserts
from tests.bench.load import wrk
from tests.bench.stage import Stage
from tests.bench.web import granian
from tests.make_alerts import alert, notification

ROUNDS = 2
CONNECTIONS = 32
SCRIPT = """
local body = [==[{body}]==]
local repeats = {repeats}
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
function init(args)
  counter = 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer {secret}"
end
function request()
  local name = string.format("{mark}-%d-%d", number, math.floor(counter / repeats))
  counter = counter + 1
  return wrk.format(nil, nil, nil, (string.gsub(body, "FINGERPRINT", name)))
end
"""


def measure(stage: Stage) -> Figures:
    found = Figures()
    seconds = stage.of(5, 15)
    _, secret = issue_integration(name="Bench", by=None, at=timezone.now())
    body = notification(alert("FINGERPRINT", generatorURL="http://prometheus.example/graph?g0=x"))
    reference = ours = repeated = 0.0
    failed = 0
    address = stage.postgres.address()
    for number in range(ROUNDS):
        reference = max(reference, inserts(address, body.decode(), f"r{number}", seconds))
        with granian(stage) as (url, pid):
            for mark, repeats in (("once", 1), ("often", 5)):
                script = stage.folder / f"{mark}.lua"
                script.write_text(
                    SCRIPT.replace("{body}", body.decode())
                    .replace("{repeats}", str(repeats))
                    .replace("{secret}", secret)
                    .replace("{mark}", f"{mark}-{number}")
                )
                load = wrk(
                    f"{url}/in/alertmanager/",
                    pid,
                    seconds=seconds,
                    connections=CONNECTIONS,
                    script=script,
                )
                failed += load.failed
                if repeats == 1:
                    ours = max(ours, load.rate)
                else:
                    repeated = max(repeated, load.rate)
    found.at_least(
        "alert intake, one commit each", ours=ours, reference=reference, goal=0.30, unit="/s"
    )
    found.at_least(
        "alert intake, each sent 5 times", ours=repeated, reference=reference, goal=0.30, unit="/s"
    )
    found.within("alert intake, answers not 202", ours=failed, goal=0, unit="")
    kept, single = InboxItem.objects.count(), InboxItem.objects.values("dedupe_key").distinct()
    found.exactly("alert intake, rows kept twice", ours=kept - single.count(), goal=0)
    return found
