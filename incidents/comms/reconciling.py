"""Whether what was promised, what was said and what was sent agree, for every promise ever
made. It reads, and repairs nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from incidents.comms.actions.promises import AFTER_DUE, BEFORE_DUE, MISSED_AFTER
from incidents.comms.cadence import cadences_of
from incidents.comms.models import Audience, Cadence, Promise, PromiseState, Wording
from incidents.record.models import Incident, Kind
from portal.clock.models import Timer
from portal.post.models import Message

# A clock that rings every second may be this late before it counts as silent.
SLACK = timedelta(minutes=1)
ENDINGS = ("kept", "late", "held", "missed", "released", "open")


@dataclass(frozen=True)
class Disagreement:
    """One thing that does not agree, and in which incident."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Account:
    """One audience: promises by ending, updates by people and by the machine, and messages
    in the outbox (customers' mails belong to the status page and are not counted)."""

    audience: Audience
    promises: Counter[str]
    written: int
    held: int
    messages: int


def disagreements(*, at: datetime) -> list[Disagreement]:
    checks = (
        _left_unsettled(at=at),
        _answered_wrongly(),
        _lost(),
        _not_owed_where_owed(),
        _without_alarm(at=at),
        _not_in_the_outbox(),
    )
    return [one for check in checks for one in check]


def accounts() -> list[Account]:
    return [_account(audience) for audience in Audience.objects.in_order()]


def ending(promise: Promise) -> str:
    if promise.state == PromiseState.LATE and promise.held_by_id is not None:
        return "held"
    return str(promise.verdict)


def _account(audience: Audience) -> Account:
    said = Wording.objects.filter(audience=audience)
    return Account(
        audience=audience,
        promises=Counter(ending(one) for one in Promise.objects.filter(audience=audience)),
        written=said.filter(update__automatic=False).count(),
        held=said.filter(update__automatic=True).count(),
        messages=_mails().filter(topic__endswith=f":{audience.slug}").count(),
    )


def _left_unsettled(*, at: datetime) -> Iterator[Disagreement]:
    silent = Promise.objects.filter(Q(state=PromiseState.OPEN) | _held_in_silence())
    past = silent.filter(due_at__lt=at - MISSED_AFTER - SLACK, managers_told_at=None)
    for promise in _with_names(past):
        if promise.incident.is_open:
            yield _about(promise, "passed in silence and nobody was told")
    for promise in _with_names(Promise.objects.unsettled()):
        if not promise.incident.is_open:
            yield _about(promise, "is still owed though the incident is over")
    for promise in _with_names(Promise.objects.filter(state="released", released_because="")):
        yield _about(promise, "was released without a reason")


def _held_in_silence() -> Q:
    return Q(state=PromiseState.LATE, held_by__isnull=False, update=None)


def _answered_wrongly() -> Iterator[Disagreement]:
    spoken = Wording.objects.filter(audience=OuterRef("audience"))
    for field in ("update", "held_by"):
        answered = Promise.objects.filter(**{f"{field}__isnull": False})
        to_others = ~Exists(spoken.filter(update=OuterRef(field)))
        elsewhere = ~Q(**{f"{field}__incident": F("incident")})
        for promise in _with_names(answered.filter(to_others | elsewhere)):
            yield _about(promise, "is settled by an update that never spoke to them")
    by_person = Q(held_by=None, update__isnull=False) & ~Q(settled_at=F("update__at"))
    by_machine = Q(held_by__isnull=False) & ~Q(settled_at=F("held_by__at"))
    for promise in _with_names(Promise.objects.filter(by_person | by_machine)):
        yield _about(promise, "is settled at another time than its update was sent")
    meanwhile = spoken.filter(
        update__incident=OuterRef("incident"), update__at__gt=OuterRef("made_at")
    )
    passed_over = Q(Exists(meanwhile.filter(update__at__lt=OuterRef("settled_at")))) | Q(
        Exists(meanwhile), state=PromiseState.OPEN
    )
    for promise in _with_names(Promise.objects.filter(passed_over)):
        yield _about(promise, "was passed over by an update")


def _lost() -> Iterator[Disagreement]:
    made = Promise.objects.filter(audience=OuterRef("audience"))
    announced = Wording.objects.filter(next_update_at__isnull=False).exclude(
        Exists(
            made.filter(
                incident=OuterRef("update__incident"),
                made_at=OuterRef("update__at"),
                due_at=OuterRef("next_update_at"),
            )
        )
    )
    for words in announced.select_related("update__incident", "audience"):
        text = f"update {words.update.number} announces {_when(words.next_update_at)}"
        yield Disagreement(
            words.update.incident.reference, f"{text} to {words.audience}: no promise"
        )
    first = Cadence.objects.filter(
        since=F("incident__declared_at"), minutes__isnull=False, incident__kind__in=_PROMISING
    ).exclude(Exists(made.filter(incident=OuterRef("incident"), made_at=OuterRef("since"))))
    for cadence in first.select_related("incident", "audience"):
        text = f"{cadence.audience} were never promised a first update"
        yield Disagreement(cadence.incident.reference, text)


_PROMISING = (Kind.INCIDENT, Kind.DRILL)


def _not_owed_where_owed() -> Iterator[Disagreement]:
    """An open incident owes every audience with a cadence one word; its own memory of the
    next one is the soonest of them."""
    running = Incident.objects.open().filter(kind__in=_PROMISING, cadences__isnull=False)
    for incident in running.distinct().order_by("pk"):
        open_to = Promise.objects.unsettled().for_incident(incident)
        owed = set(open_to.values_list("audience_id", flat=True))
        for audience in Audience.objects.for_incident(incident).filter(
            pk__in=set(cadences_of(incident)) - owed
        ):
            yield Disagreement(incident.reference, f"{audience} are promised nothing")
    soonest = Promise.objects.unsettled().values("incident").annotate(due=Min("due_at"))
    known = {row["incident"]: row["due"] for row in soonest}
    noted = Incident.objects.filter(Q(pk__in=known) | Q(next_update_due_at__isnull=False))
    for incident in noted.order_by("pk"):
        if incident.next_update_due_at != known.get(incident.pk):
            yield Disagreement(
                incident.reference,
                f"says {_when(incident.next_update_due_at)} is next due, "
                f"promised is {_when(known.get(incident.pk))}",
            )


def _without_alarm(*, at: datetime) -> Iterator[Disagreement]:
    """What is promised for later must ring, or silence would go unnoticed."""
    alarms = Timer.objects.live().filter(
        about_label=Promise._meta.label_lower, about_pk=Cast(OuterRef("pk"), CharField())
    )
    coming = Promise.objects.unsettled().filter(managers_told_at=None)
    due = ~Exists(alarms.filter(kind=BEFORE_DUE[-1])) & Q(due_at__gt=at)
    missing = ~Exists(alarms.filter(kind=AFTER_DUE)) & Q(due_at__gt=at - MISSED_AFTER)
    for promise in _with_names(coming.filter(due | missing)):
        yield _about(promise, "has no alarm set")


def _not_in_the_outbox() -> Iterator[Disagreement]:
    """To everyone but customers each update is one mail of its audience, and the reverse."""
    told = Wording.objects.filter(audience__public=False).annotate(
        mail=Concat(
            Value("update:"),
            Cast("update_id", CharField()),
            Value(":"),
            F("audience__slug"),
            output_field=CharField(),
        )
    )
    unsent = told.exclude(Exists(Message.objects.filter(key=OuterRef("mail"))))
    for words in unsent.select_related("update__incident", "audience"):
        yield Disagreement(
            words.update.incident.reference,
            f"update {words.update.number} to {words.audience} is not in the outbox",
        )
    said = set(told.values_list("mail", flat=True))
    for message in _mails():
        if message.key not in said:
            yield Disagreement(f"message {message.pk}", "nobody wrote the update it sends")


def _mails() -> QuerySet[Message]:
    return Message.objects.filter(kind="comms.update")


def _with_names(promises: QuerySet[Promise]) -> QuerySet[Promise]:
    return promises.select_related("incident", "audience").order_by("incident", "due_at", "pk")


def _about(promise: Promise, what: str) -> Disagreement:
    text = f"the promise to {promise.audience} for {_when(promise.due_at)} {what}"
    return Disagreement(promise.incident.reference, text)


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "nothing"
