"""What GitHub's and PagerDuty's own packages for Node make is taken in."""

from pathlib import Path

import pytest
from django.test import Client

from incidents.alerts.models import Alert, AlertStatus, InboxItem, InboxState
from incidents.record.models import Change
from portal.clock import clock
from tests.incidents.alerts.test_real_programs_send import serving_tls
from tests.make_sources import LATER, make_source, secret_of
from tests.npm import node

pytestmark = pytest.mark.django_db

# Every example of every event of GitHub, signed as Octokit signs.
SIGN = """
const events = require("@octokit/webhooks-examples");
const methods = `file://${process.env.NODE_PATH}/@octokit/webhooks-methods/dist-node/index.js`;
(async () => {
  const { sign } = await import(methods);
  const all = [];
  for (const { name, examples } of events)
    for (const one of examples) {
      const body = JSON.stringify(one);
      all.push({ name, body, signature: await sign(process.argv[1], body) });
    }
  console.log(JSON.stringify(all));
})();
"""


def test_every_event_of_github_is_taken_in() -> None:
    make_source("github")
    examples = node(SIGN, secret_of("github"))
    client, answers = Client(), {}

    for number, one in enumerate(examples):
        headers = {
            "X-GitHub-Event": one["name"],
            "X-GitHub-Delivery": str(number),
            "X-Hub-Signature-256": one["signature"],
        }
        answer = client.post(
            "/in/github/", one["body"], content_type="application/json", headers=headers
        )
        answers[number] = answer.status_code
    while InboxItem.objects.waiting().exists():
        clock.ring_due(at=LATER)

    assert len(examples) > 300
    assert set(answers.values()) == {202}
    assert set(InboxItem.objects.values_list("state", flat=True)) == {InboxState.FOLDED}
    deployed = {one.external_id.rpartition("#")[0] for one in Change.objects.all()}
    assert "Codertocat/Hello-World" in deployed
    assert "Codertocat/Hello-World/release" in deployed


PDJS = """
const { trigger, acknowledge, resolve, change } = require("@pagerduty/pdjs");
const [, server, routing_key] = process.argv;
const payload = { summary: "Disk full", source: "db1", severity: "warning",
                  timestamp: new Date(Date.now() - 1000).toISOString(),
                  custom_details: { free: 1 } };
(async () => {
  const first = await trigger({ server, data: { routing_key, payload } });
  const { dedup_key } = first.data;
  await acknowledge({ server, data: { routing_key, dedup_key } });
  await trigger({ server, data: { routing_key, dedup_key: "shop", payload } });
  await resolve({ server, data: { routing_key, dedup_key: "shop" } });
  const links = [{ href: "https://ci.example/77", text: "Build" }];
  const changed = await change({ server, data: { routing_key, payload, links } });
  const wrong = await trigger({ server, data: { routing_key: "f".repeat(32), payload } });
  console.log(JSON.stringify([first.status, changed.status, wrong.status, wrong.data.errors]));
})();
"""


@pytest.mark.processes
def test_pagerdutys_client_for_node_is_content(tmp_path: Path) -> None:
    integration = make_source("pagerduty")

    with serving_tls(tmp_path) as (url, authority):
        server = url.removeprefix("https://")
        said = node(PDJS, server, secret_of("pagerduty"), NODE_EXTRA_CA_CERTS=str(authority))
    clock.ring_due(at=LATER)

    assert said == [202, 202, 400, ["Invalid routing key"]]
    shop = Alert.objects.get(fingerprint="shop")
    disk = Alert.objects.exclude(pk=shop.pk).get()
    assert shop.status == AlertStatus.RESOLVED
    assert disk.acknowledged_at is not None
    assert Change.objects.get().url == "https://ci.example/77"
    assert not integration.refusals.exists()
