"""What is said of an adapter: how it is doing, and how it is set up in the other product."""

from dataclasses import dataclass, field
from datetime import datetime

from incidents.command.models import Adapter, AdapterKind, Errand, ErrandState
from portal.people.models import User


@dataclass(frozen=True)
class Standing:
    """One sentence, and a mark of one or two words; `at` is the time the sentence speaks of,
    `then` why, `until` when it is asked again."""

    mark: str
    tone: str
    words: str
    at: datetime | None = None
    then: str = ""
    until: datetime | None = None


def standings(*, viewer: User) -> list[tuple[Adapter, Standing]]:
    """Of all, by name."""
    found = list(Adapter.objects.order_by("name"))
    return list(zip(found, _standing_of_each(found, viewer), strict=True))


def standing_of(adapter: Adapter, *, viewer: User) -> Standing:
    return _standing_of_each([adapter], viewer)[0]


def _standing_of_each(found: list[Adapter], viewer: User) -> list[Standing]:
    """By what was asked last and came to an end; of those that fail now, by the last try."""
    log = Errand.objects.visible_to(viewer).filter(adapter__in=found)
    ended = log.exclude(ended_at=None).order_by("adapter", "-ended_at", "-pk")
    newest = {one.adapter_id: one for one in ended.distinct("adapter")}
    failing = [one for one in found if one.failing_since]
    tried = log.unfinished().filter(adapter__in=failing).exclude(said="")
    last = tried.order_by("adapter", "-pk").distinct("adapter")
    said = dict(last.values_list("adapter", "said")) if failing else {}
    return [_standing(one, newest.get(one.pk), said.get(one.pk, "")) for one in found]


def _standing(adapter: Adapter, newest: Errand | None, trouble: str) -> Standing:
    if not adapter.active:
        return Standing("Off", "info", "Turned off.")
    if adapter.kind == AdapterKind.BRIDGE:
        return Standing("Works", "ok", "A link on each incident; nothing is asked of it.")
    if adapter.paused_at is not None:
        return Standing(
            "Paused", "major", "Paused since", adapter.paused_at, adapter.paused_because
        )
    return _by_its_log(adapter, newest, trouble)


def _by_its_log(adapter: Adapter, newest: Errand | None, trouble: str) -> Standing:
    said = newest.said if newest else ""
    if adapter.failing_since is not None:
        return Standing(
            "Failing", "degraded", "Does not answer since", adapter.failing_since,
            trouble or said, adapter.not_before,
        )  # fmt: skip
    if newest is None:
        return Standing("Not used", "info", "Never used. Press Test.")
    if newest.state == ErrandState.GIVEN_UP:
        return Standing("Look at it", "major", said)
    return Standing("Works", "ok", "Works. Last used", newest.ended_at)


@dataclass(frozen=True)
class Setup:
    """Where to click in the other product, and the rights that the account needs."""

    steps: tuple[str, ...]
    rights: tuple[str, ...] = field(default=())
    does: str = ""


SETUPS: dict[str, Setup] = {
    AdapterKind.SLACK: Setup(
        does="Opens a channel for each incident, pins a summary there and keeps it up to date, "
        "posts decisions, updates, roles and severity, invites who takes a role, and archives "
        "the channel when the incident is closed. It reads nothing that people write.",
        steps=(
            (
                "Open api.slack.com/apps, press Create New App, From scratch, and choose the "
                "workspace."
            ),
            "Under OAuth & Permissions, Bot Token Scopes, add the rights listed here.",
            (
                "Press Install to Workspace, allow it, and copy the Bot User OAuth Token, which "
                "begins xoxb-."
            ),
            "Paste it here and press Save and test.",
        ),
        rights=(
            "channels:manage",
            "groups:write",
            "channels:read",
            "groups:read",
            "chat:write",
            "pins:write",
            "users:read",
            "users:read.email",
            "channels:history",
            "groups:history",
        ),
    ),
    AdapterKind.SLACK_HOOK: Setup(
        does="Announces incidents in one general channel: declared, severity changed, resolved, "
        "reopened, merged. Never private ones.",
        steps=(
            "Open api.slack.com/apps, choose the app, Incoming Webhooks, and turn them on.",
            "Press Add New Webhook to Workspace and choose the channel, like #incidents.",
            (
                "Copy the Webhook URL, which begins https://hooks.slack.com/services/, and "
                "paste it here."
            ),
        ),
        rights=("incoming-webhook",),
    ),
    AdapterKind.TEAMS: Setup(
        does="Posts a card when an incident is declared, at each update, and when it is resolved.",
        steps=(
            "In Teams, open the channel's ⋯ menu and choose Workflows.",
            (
                "Choose “Post to a channel when a webhook request is received”, press Next, and "
                "choose team and channel."
            ),
            (
                "Copy the address that it shows and paste it here. Whoever has it can post, so "
                "treat it like a password."
            ),
        ),
        rights=("May add workflows to that channel",),
    ),
    AdapterKind.JIRA: Setup(
        does="Makes a ticket for each incident, comments severity, updates and the resolution, "
        "and moves it to done.",
        steps=(
            "Sign in to Jira as the account that shall write the tickets.",
            "Open id.atlassian.com, Security, API tokens, and press Create API token.",
            ("Paste the token, the account's e-mail, and the project's key, like OPS."),
            "Name the transition that ends a ticket if it is not the one to done.",
        ),
        rights=(
            "Browse projects",
            "Create issues",
            "Add comments",
            "Transition issues",
        ),
    ),
    AdapterKind.SERVICENOW: Setup(
        does="Opens an incident with our reference as correlation id, writes work notes, and "
        "resolves it with a close code. Their priority stays theirs.",
        steps=(
            "In ServiceNow, open All, User Administration, Users, and press New.",
            "Tick Web service access only, set a password, and give it the roles listed here.",
            "Paste user name and password here, and the assignment group if there is one.",
            "Name the close code that your instance knows, if not “Solution provided”.",
        ),
        rights=("itil", "rest_service"),
    ),
    AdapterKind.WEBHOOK: Setup(
        does="Tells a program of yours each event as JSON, signed by the Standard Webhooks scheme.",
        steps=(
            "Verify each request with a library of standardwebhooks.com and the secret.",
            "Answer with a status from 200 to 299 within 15 seconds, and work later.",
            (
                "An event may come twice: keep its webhook-id. Its sequence counts the events of "
                "one incident from 1."
            ),
            (
                "What fails is sent again for over an hour; after ten failures in a row we pause "
                "and write to the owner."
            ),
        ),
    ),
    AdapterKind.BRIDGE: Setup(
        does="Puts a link to the call on each incident.",
        steps=("Paste the link. {channel} or {reference} in it are replaced.",),
    ),
}
