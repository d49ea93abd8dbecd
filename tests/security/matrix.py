"""Who may what: every route, who may read it and who may act by it.

Read means GET and HEAD, act means POST; None means that the route does not know the method.
Other methods are refused everywhere. Strangers are sent to the sign-in, a manager without a
second factor to its set-up, anybody else who may not is told so with 403.
"""

from dataclasses import dataclass

from tests.security.roles import (
    AUDITS,
    COMMANDS,
    IN_THE_ADMIN,
    LEADS,
    MANAGES,
    PROVEN,
    RESPONDS,
    ROLES,
    SIGNED_IN,
    STAFF,
)

Who = frozenset[str] | None

ALL = frozenset(ROLES)
WORK = frozenset({RESPONDS, STAFF, LEADS, COMMANDS, MANAGES})
WATCH = WORK | {AUDITS}
TELL = frozenset({LEADS, COMMANDS, MANAGES})
OUTBOX = TELL | {AUDITS}
COMMAND = frozenset({COMMANDS, MANAGES})
MANAGE = frozenset({MANAGES})
OVERSEE = frozenset({COMMANDS, MANAGES, AUDITS})
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    read: Who
    act: Who

    @property
    def is_open(self) -> bool:
        """Nobody signs in for it."""
        return ALL in (self.read, self.act)


_INCIDENT = "/portal/incidents/<reference>/"
_POSTMORTEM = _INCIDENT + "postmortem/"
_MITIGATION = _INCIDENT + "mitigation/"
_ACTION = "/portal/follow-ups/<pk>/"
_DESK = "/portal/status-page/"
_DUTY = "/portal/on-call/"
_NOTICE = _DESK + "notices/<public_id>/"
_COMPONENT = _DESK + "components/<component_id>/"
_SUBSCRIBERS = _DESK + "subscribers/"
_SUBSCRIBER = _SUBSCRIBERS + "<subscriber_id>/"
_WORK_PLANNED = _DESK + "maintenance/<maintenance_id>/"

# The rooms of the status page.
DESK: dict[Row, tuple[str, ...]] = {
    Row(read=TELL, act=None): (
        _INCIDENT + "updates/preview/<audience>/",
        _DESK,
        _DESK + "notices/",
        _DESK + "components/",
        _DESK + "maintenance/",
        _WORK_PLANNED,
        _SUBSCRIBERS,
        _SUBSCRIBER,
    ),
    Row(read=TELL, act=TELL): (
        _POSTMORTEM + "report/",
        _INCIDENT + "briefings/",
        "/portal/briefings/",
        _DESK + "notices/new/",
        _DESK + "notices/past/",
        _NOTICE,
        _NOTICE + "edit/",
        _NOTICE + "retraction/",
        _NOTICE + "report/",
        _DESK + "updates/<update_id>/",
        _DESK + "components/new/",
        _DESK + "components/groups/",
        _DESK + "components/groups/<group_id>/",
        _COMPONENT,
        _DESK + "maintenance/new/",
        _SUBSCRIBERS + "import/",
        _DESK + "announcements/",
        _DESK + "templates/",
        _DESK + "templates/<template_id>/",
        _DESK + "page/",
        _DESK + "page/audiences/",
        _DESK + "page/audiences/<audience_id>/",
    ),
}

_INTEGRATION = "/portal/integrations/<integration>/"
PORTAL: dict[Row, tuple[str, ...]] = {
    Row(read=WATCH, act=None): (
        "/portal/",
        "/portal/incidents/",
        "/portal/help/",
        "/portal/connections/",
        "/portal/on-call/",
        "/portal/teams/",
        "/portal/teams/<team>/",
        _INCIDENT + "requests/waiting/",
        _INCIDENT + "requests/vendors/",
        _DUTY + "rotations/<pk>/",
        "/portal/alerts/",
        "/portal/alerts/<alert>/",
        "/portal/alerts/news/",
        "/portal/alerts/noise/",
        "/portal/alerts/rules/",
        "/portal/alerts/rules/<integration>/",
        "/portal/integrations/",
        _INTEGRATION,
        "/portal/services/",
        "/portal/services/<slug>/",
        "/portal/vendors/",
        "/portal/vendors/<vendor>/",
        "/portal/api/",
        "/portal/palette/",
        "/portal/search/",
        "/portal/guides/",
        "/portal/guides/<guide>/",
        "/portal/follow-ups/",
        _INCIDENT,
        _INCIDENT + "timeline/",
        "/portal/incidents/board/",
        _INCIDENT + "calm/",
        "/portal/incidents/board/part/",
        _INCIDENT + "guide/",
        _INCIDENT + "next-step/",
        _INCIDENT + "entries/<seq>/attachments/<place>/",
        _INCIDENT + "panels/<panel>/",
        _INCIDENT + "escalations/",
        "/portal/on-call/policies/",
        _INCIDENT + "ladder/",
        _MITIGATION,
        _INCIDENT + "updates/promises/",
        _POSTMORTEM + "markdown/",
    ),
    Row(read=MANAGE, act=None): (_INTEGRATION + "arrivals/<arrival>/",),
    Row(read=WATCH, act=WATCH): (
        "/portal/slack/<token>/",
        _DUTY + "feeds/",
    ),
    Row(read=None, act=WATCH): (
        _DUTY + "swaps/<pk>/answer/",
        _DUTY + "feeds/<pk>/revocation/",
        _INCIDENT + "calm/away/",
    ),
    Row(read=WATCH, act=WORK): (
        _POSTMORTEM,
        _ACTION,
        _INCIDENT + "changes/",
        "/portal/alerts/suppressions/",
    ),
    Row(read=WATCH, act=TELL): (_INCIDENT + "updates/", _INCIDENT + "support/"),
    Row(read=WORK, act=WORK): (
        _DUTY + "override/",
        _DUTY + "swap/",
        _DUTY + "away/",
        "/portal/page-somebody/",
        "/portal/declare/",
        "/portal/alerts/act/",
        _INCIDENT + "roles/handover/",
        _INCIDENT + "roles/leaving/",
        _INCIDENT + "requests/",
        _POSTMORTEM + "actions/",
    ),
    Row(read=None, act=WORK): (
        _DUTY + "note/",
        _DUTY + "taking/",
        _DUTY + "asking/",
        _DUTY + "overrides/<pk>/end/",
        _DUTY + "absences/<pk>/end/",
        "/portal/declare/proposal/",
        _INCIDENT + "requests/question/",
        _INCIDENT + "requests/<number>/answer/",
        _INCIDENT + "requests/<number>/reminder/",
        _INCIDENT + "requests/<number>/next/",
        _INCIDENT + "requests/<number>/fix/",
        _INCIDENT + "permissions/",
        _INCIDENT + "permissions/<number>/decision/",
        _INCIDENT + "delays/",
        "/portal/alerts/suppressions/<suppression>/lifting/",
        _INCIDENT + "entries/",
        _INCIDENT + "entries/<seq>/correction/",
        _INCIDENT + "roles/",
        _INCIDENT + "roles/<pk>/reading/",
        _INCIDENT + "roles/senior/",
        _INCIDENT + "impact/",
        _INCIDENT + "services/",
        _INCIDENT + "steps/<step>/",
        _INCIDENT + "tasks/",
        _INCIDENT + "tasks/<number>/",
        _INCIDENT + "hypotheses/",
        _INCIDENT + "hypotheses/<number>/verdict/",
        _INCIDENT + "hypotheses/<number>/evidence/",
        _INCIDENT + "signals/",
        _INCIDENT + "links/",
        _INCIDENT + "links/<link>/removal/",
        _MITIGATION + "checks/",
        _INCIDENT + "watch/check-in/",
        _INCIDENT + "pins/",
        _INCIDENT + "pins/<pin_id>/removal/",
        _INCIDENT + "watch/watcher/",
        _MITIGATION + "checks/plan/",
        _MITIGATION + "checks/<check_id>/observation/",
        _INCIDENT + "changes/<change>/verdict/",
        _INCIDENT + "guides/<guide>/",
        _INCIDENT + "pages/",
        _INCIDENT + "escalations/next/",
        _INCIDENT + "support/reports/",
        _ACTION + "completion/",
        _ACTION + "verification/",
        _ACTION + "reopening/",
        _POSTMORTEM + "opening/",
        _POSTMORTEM + "owner/",
        _POSTMORTEM + "publication/",
    ),
    Row(read=None, act=TELL): (
        "/portal/outbox/domains/<pk>/resumption/",
        "/portal/outbox/<pk>/halt/",
        "/portal/outbox/<pk>/resumption/",
        "/portal/outbox/deliveries/<pk>/retry/",
        _INCIDENT + "updates/preview/",
        _INCIDENT + "updates/no-change/",
        _INCIDENT + "updates/cadence/",
        _INCIDENT + "updates/scheduled/<pk>/sending/",
        _INCIDENT + "updates/scheduled/<pk>/cancellation/",
        "/portal/briefings/<pk>/revocation/",
        _DESK + "notices/preview/",
        _COMPONENT + "status/",
        _WORK_PLANNED + "step/",
        _WORK_PLANNED + "window/",
        _SUBSCRIBERS + "add/",
        _SUBSCRIBERS + "export/",
        _SUBSCRIBER + "unsubscription/",
        _SUBSCRIBER + "resumption/",
        _SUBSCRIBER + "confirmation/",
        _DESK + "announcements/<announcement_id>/withdrawal/",
    ),
    Row(read=COMMAND, act=None): (_INCIDENT + "access/",),
    Row(read=COMMAND, act=COMMAND): (
        _DUTY + "rotations/new/",
        _DUTY + "rotations/<pk>/edit/",
        _DUTY + "rotations/<pk>/layers/",
        _DUTY + "layers/<pk>/",
        _INCIDENT + "resolution/",
        _INCIDENT + "fix/",
        _INCIDENT + "closure/",
        _INCIDENT + "dismissal/",
        _INCIDENT + "reopening/",
        _INCIDENT + "classification/",
        _INCIDENT + "merge/",
    ),
    Row(read=None, act=COMMAND): (
        _DUTY + "layers/<pk>/removal/",
        _DUTY + "rotations/<pk>/retirement/",
        _DUTY + "rotations/<pk>/return/",
        _INCIDENT + "access/members/",
        _INCIDENT + "access/privacy/",
        _INCIDENT + "access/advisors/",
        _INCIDENT + "access/advisors/<pk>/farewell/",
        _MITIGATION + "checks/<check_id>/waiver/",
        _INCIDENT + "closure/follow-ups/",
        "/portal/incidents/board/coordination/",
        _INCIDENT + "waiting/",
    ),
    Row(read=MANAGE, act=MANAGE): (
        "/portal/integrations/new/",
        _INTEGRATION + "mapping/",
        "/portal/adapters/connect/",
        "/portal/adapters/endpoints/",
        "/portal/adapters/<pk>/settings/",
        "/portal/alerts/rules/<integration>/new/",
        "/portal/alerts/rules/<integration>/<rule_id>/",
    ),
    Row(read=None, act=MANAGE): (
        "/portal/adapters/<pk>/test/",
        "/portal/adapters/<pk>/rotation/",
        "/portal/adapters/<pk>/switch/",
        "/portal/adapters/<pk>/replay/",
        "/portal/alerts/rules/<integration>/<rule_id>/turn/",
        "/portal/ways/<kind>/test/",
        _INTEGRATION + "secret/",
        _INTEGRATION + "test/",
        _INTEGRATION + "state/",
        _INTEGRATION + "subscriptions/<subscription>/",
        _INTEGRATION + "arrivals/<arrival>/again/",
        _POSTMORTEM + "approval/",
        _POSTMORTEM + "return/",
        _POSTMORTEM + "waiver/",
        _COMPONENT + "corrections/",
        _DESK + "corrections/<correction_id>/withdrawal/",
    ),
    Row(read=OUTBOX, act=None): (
        "/portal/outbox/",
        "/portal/outbox/<pk>/",
        "/portal/outbox/<pk>/html/",
    ),
    Row(read=OVERSEE, act=None): (
        "/portal/adapters/",
        "/portal/adapters/<pk>/",
        "/portal/ways/",
    ),
    Row(read=PROVEN, act=PROVEN): (
        "/portal/account/",
        "/portal/account/tokens/",
        "/portal/devices/",
    ),
    Row(read=None, act=PROVEN): (
        "/portal/account/contact/ways/",
        "/portal/account/contact/rules/<urgency>/",
        "/portal/account/contact/quiet-hours/",
        "/portal/account/contact/ways/<key>/test/",
        "/portal/account/contact/ways/<pk>/code/",
        "/portal/account/contact/ways/<pk>/confirmation/",
        "/portal/account/contact/ways/<pk>/removal/",
    ),
    Row(read=PROVEN, act=None): ("/members/", "/members/<rest>", "/portal/account/contact/"),
    **DESK,
}

# Only the person who was paged: to everybody else the page is absent.
OWN_PAGE = "/portal/pages/<pk>/answer/"

# Only whose browser it is: to everybody else it is absent.
OWN_DEVICE = "/portal/devices/<pk>/removal/"

# What nobody signs in for: the page itself, signed links, monitoring, health.
OPEN: dict[Row, tuple[str, ...]] = {
    Row(read=ALL, act=None): (
        "/",
        "/<name>",
        "/history/",
        "/history/<year>/",
        "/uptime/",
        "/uptime/<component_id>/",
        "/maintenance/",
        "/<language>/",
        "/<language>/<rest>",
        "/incidents/<public_id>/",
        "/subscribe/",
        "/subscribe/manage/<token>/export/",
        "/briefing/<token>/",
        "/portal/devices/worker.js",
        _DUTY + "feeds/<token>/on-call.ics",
        "/healthz",
        "/readyz",
    ),
    Row(read=None, act=ALL): (
        "/subscribe/link/",
        "/subscribe/manage/<token>/secret/",
        "/subscribe/manage/<token>/test/",
        "/subscribe/manage/<token>/resumption/",
        "/subscribe/manage/<token>/erasure/",
        "/subscribe/ask/",
    ),
    Row(read=ALL, act=ALL): (
        "/subscribe/confirm/<token>/",
        "/subscribe/manage/<token>/",
        "/unsubscribe/<token>/",
        "/portal/pages/<token>/",
        "/portal/asked/<token>/",
        "/portal/permission/<token>/",
        _DUTY + "swaps/<token>/",
    ),
}

# Only the token of an integration opens this; 401 to all others.
INTAKE = "/in/alertmanager/"
# Likewise, each with what its own source proves itself by.
OTHER_INTAKE = (
    "/in/grafana/",
    "/in/datadog/",
    "/in/newrelic/",
    "/in/sentry/",
    "/in/json/",
    "/in/github/",
    "/in/gitlab/",
    "/in/changes/",
)
# What proves them stands in the body, and an empty one is refused as invalid.
INTAKE_BY_BODY = ("/v2/enqueue", "/v2/change/enqueue", "/in/sns/")

# Mail providers' reports: 404 to all while no secret is set, 400 without it.
MAIL_EVENTS = "/in/mail/<provider>/tracking/"

# Where keys pressed in calls come in: 404 to all without the call's own token, 403 without
# the provider's signature.
CALLS = "/in/voice/<token>/"

# For Prometheus: this machine, or a token with a scope of its own; 401 to all others.
METRICS = "/metrics"

# By program, with a key of its own: the methods each address knows. Subscribers need the
# right to manage them, everything else the right to publish.
_PAGE = "/v1/pages/<page_id>"
_NOTICES = _PAGE + "/incidents"
PROGRAMS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "/v1/pages",
            _PAGE,
            _NOTICES + "/unresolved",
            _NOTICES + "/scheduled",
            _NOTICES + "/upcoming",
            _NOTICES + "/active_maintenance",
            _PAGE + "/subscribers/count",
            _PAGE + "/subscribers/histogram_by_state",
        ),
        ("GET",),
    ),
    **dict.fromkeys(
        (
            _PAGE + "/components",
            _PAGE + "/component-groups",
            _NOTICES,
            _PAGE + "/incident_templates",
            _PAGE + "/subscribers",
        ),
        ("GET", "POST"),
    ),
    **dict.fromkeys(
        (
            _PAGE + "/components/<component_id>",
            _PAGE + "/component-groups/<group_id>",
            _NOTICES + "/<incident_id>",
        ),
        ("GET", "PATCH", "PUT", "DELETE"),
    ),
    _PAGE + "/subscribers/<subscriber_id>": ("GET", "DELETE"),
    _NOTICES + "/<incident_id>/incident_updates/<incident_update_id>": ("PATCH", "PUT"),
    _NOTICES + "/<incident_id>/postmortem": ("GET", "PUT"),
    _NOTICES + "/<incident_id>/postmortem/publish": ("PUT",),
}
# What describes the above, and where it begins: nobody's secret.
DESCRIBED = ("/v1/", "/v1/openapi.json", "/api/v1/", "/api/v1/openapi.json")


@dataclass(frozen=True)
class Use:
    """What a token is used for: its scope, and whose tokens may."""

    scope: str
    who: frozenset[str]


# By program, in incidents: GET and POST of each address.
_AT = "/api/v1"
_IN = _AT + "/incidents/<reference>"
_READ_IT, _WRITE, _COMMAND = Use("read", WATCH), Use("record", WORK), Use("command", COMMAND)
_TELL, _CALL = Use("communicate", TELL), Use("page", WORK)
API: dict[tuple[Use | None, Use | None], tuple[str, ...]] = {
    (Use("", ALL), None): (_AT + "/me",),
    (_READ_IT, None): (
        _IN,
        _IN + "/promises",
        _AT + "/pages",
        _AT + "/on-call",
        _AT + "/on-call/rotations",
        _AT + "/on-call/schedule",
        _AT + "/services",
        _AT + "/services/<slug>",
        _AT + "/components",
        _AT + "/people",
        _AT + "/audiences",
        _AT + "/severities",
        _IN + "/guide",
        _IN + "/guides",
        _IN + "/war-room",
        _IN + "/watch",
        _IN + "/entries/<seq>/attachments",
        _IN + "/entries/<seq>/attachments/<place>",
    ),
    (_READ_IT, Use("declare", WORK)): (_AT + "/incidents",),
    (_READ_IT, _WRITE): (
        _IN + "/entries",
        _IN + "/impact",
        _IN + "/tasks",
        _IN + "/hypotheses",
        _IN + "/signals",
        _IN + "/checks",
        _IN + "/links",
        _IN + "/pins",
        _IN + "/delays",
    ),
    (_READ_IT, _COMMAND): (_IN + "/advisors", _AT + "/coordination"),
    (_TELL, _TELL): (_IN + "/briefings",),
    (_READ_IT, Use("changes", WORK)): (_AT + "/changes", _IN + "/changes"),
    (None, Use("changes", WORK)): (_IN + "/changes/verdicts",),
    (_READ_IT, _TELL): (_IN + "/updates",),
    (_READ_IT, _CALL): (
        _AT + "/on-call/overrides",
        _IN + "/pages",
        _IN + "/requests",
        _IN + "/permissions",
    ),
    (None, _CALL): (
        _IN + "/escalations",
        _AT + "/on-call/overrides/<override_id>/end",
        _IN + "/requests/<number>/next",
        _IN + "/requests/<number>/answer",
        _IN + "/requests/<number>/reminder",
        _IN + "/permissions/<number>/decision",
    ),
    (None, _WRITE): (
        _IN + "/entries/<seq>/corrections",
        _IN + "/roles",
        _IN + "/roles/vacancies",
        _IN + "/bridge",
        _IN + "/tasks/<task>/assignment",
        _IN + "/tasks/<task>/reports",
        _IN + "/hypotheses/<hypothesis>/evidence",
        _IN + "/hypotheses/<hypothesis>/verdict",
        _IN + "/checks/<check>/observations",
        _IN + "/guide/<step>/completion",
        _IN + "/guide/<step>/withdrawal",
        _IN + "/services",
        _IN + "/links/<link>/removal",
        _IN + "/attachments",
        _IN + "/pins/<pin>/removal",
        _IN + "/guides/<slug>/use",
        _IN + "/watch/check-in",
        _IN + "/watch/watcher",
    ),
    (None, _COMMAND): (
        _IN + "/fix",
        _IN + "/checks/<check>/waiver",
        _IN + "/classification",
        _IN + "/resolution",
        _IN + "/reopening",
        _IN + "/closure",
        _IN + "/dismissal",
        _IN + "/merge",
        _IN + "/advisors/<advisor>/farewell",
        _IN + "/waiting",
        _IN + "/waiting/end",
        _AT + "/coordination/end",
    ),
    (None, _TELL): (
        _IN + "/briefings/<briefing>/revocation",
        _IN + "/updates/no-change",
        _IN + "/updates/preview",
        _IN + "/updates/lint",
        _IN + "/cadence",
        _AT + "/components/<component_id>/status",
    ),
    (None, Use("page", WATCH)): (_AT + "/pages/<page_id>/answer",),
}


def api_rows() -> dict[str, dict[str, Use]]:
    """Route → method → what it is used for."""
    return {
        route: {method: use for method, use in zip(("GET", "POST"), uses, strict=True) if use}
        for uses, many in API.items()
        for route in many
    }


# Sign-in by allauth. A manager without second factor reaches it, to set one up.
ACCOUNT: dict[Row, tuple[str, ...]] = {
    Row(read=ALL, act=ALL): (
        "/account/login/",
        "/account/logout/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/password/reset/key/<uidb36>-<key>/",
    ),
    Row(read=ALL, act=None): (
        "/account/inactive/",
        "/account/password/reset/done/",
        "/account/password/reset/key/done/",
    ),
    Row(read=SIGNED_IN, act=SIGNED_IN): (
        "/account/reauthenticate/",
        "/account/password/change/",
        "/account/password/set/",
        "/account/2fa/authenticate/",
        "/account/2fa/reauthenticate/",
        "/account/2fa/totp/activate/",
        "/account/2fa/totp/deactivate/",
        "/account/2fa/recovery-codes/generate/",
        "/account/2fa/recovery-codes/download/",
    ),
    Row(read=SIGNED_IN, act=None): ("/account/2fa/", "/account/2fa/recovery-codes/"),
}

# The admin's own pages: for everybody who is let into it.
ADMIN_SHELL = (
    "/admin/",
    "/admin/password_change/",
    "/admin/password_change/done/",
    "/admin/<url>",
)
# Where whoever is allowed may find nothing: a second factor they do not have, no such page,
# a way of somebody else.
MAY_BE_ABSENT = ("/account/2fa/", "/admin/<url>", "/portal/account/contact/ways/<pk>/")
ADMIN_DOORS = ("/admin/login/", "/admin/logout/")
# Pages that look for rights and rows themselves.
ADMIN_SEEKS = (
    "/admin/<app_label>/",
    "/admin/autocomplete/",
    "/admin/r/<content_type_id>/<object_id>/",
)
ADMIN_ACTS = {
    "/admin/record/incident/<pk>/update/": COMMAND,
    "/admin/record/incident/<pk>/resolve/": COMMAND,
}


@dataclass(frozen=True)
class Rights:
    """In the admin, by model."""

    view: frozenset[str] = OVERSEE
    add: frozenset[str] = NONE
    change: frozenset[str] = NONE
    delete: frozenset[str] = NONE


_READ = Rights()
_MANAGED = Rights(add=MANAGE, change=MANAGE, delete=MANAGE)
_COMMANDED = Rights(add=COMMAND, change=COMMAND, delete=COMMAND)

MODELS: dict[str, Rights] = {
    "auth.group": _READ,
    "people.user": _MANAGED,
    "people.apitoken": Rights(change=MANAGE),
    "people.auditentry": _READ,
    "clock.timer": Rights(view=MANAGE),
    "post.delivery": _READ,
    "post.suppression": _READ,
    "post.provider": _MANAGED,
    "statuspage.page": Rights(change=COMMAND),
    "statuspage.componentgroup": Rights(add=COMMAND, change=COMMAND),
    "statuspage.component": Rights(add=COMMAND, change=COMMAND),
    "statuspage.notice": Rights(change=COMMAND),
    "statuspage.subscriber": _READ,
    "statuspage.wish": _READ,
    "statuspage.statuschange": _READ,
    "statuspage.uptimecorrection": _READ,
    "statuspage.noticeupdate": _READ,
    "statuspage.updateedit": _READ,
    "statuspage.maintenanceseries": _READ,
    "statuspage.announcement": _READ,
    "statuspage.audience": Rights(add=COMMAND, change=COMMAND),
    "statuspage.noticetemplate": Rights(add=COMMAND, change=COMMAND),
    "catalog.team": _MANAGED,
    "catalog.service": _MANAGED,
    "catalog.vendor": Rights(add=MANAGE, change=MANAGE),
    "catalog.severity": Rights(change=MANAGE),
    "catalog.guidance": Rights(change=MANAGE),
    "catalog.guidestep": _MANAGED,
    "catalog.diagnosticguide": _MANAGED,
    "oncall.rotation": _COMMANDED,
    "oncall.layer": _COMMANDED,
    "oncall.override": _READ,
    "oncall.escalationpolicy": _COMMANDED,
    "oncall.page": _READ,
    "oncall.teamdesk": _COMMANDED,
    "oncall.askingguide": Rights(change=COMMAND),
    "oncall.teamescalation": _READ,
    "oncall.permissionrequest": _READ,
    "comms.audience": Rights(add=COMMAND, change=COMMAND),
    "comms.briefinglink": _READ,
    "comms.updatetemplate": _COMMANDED,
    "comms.promise": _READ,
    "comms.cadence": _READ,
    "comms.update": _READ,
    "mitigation.checktemplate": _COMMANDED,
    "mitigation.check": _READ,
    "command.adapter": _MANAGED,
    "learning.postmortem": _READ,
    "learning.correctiveaction": _READ,
    "record.incident": _READ,
    "alerts.integration": _MANAGED,
    "alerts.alert": _READ,
    "alerts.alertpolicy": Rights(change=MANAGE),
}
# Models whose earlier versions can be read, and brought back by who may change them.
KEPT = (
    "oncall.teamdesk",
    "oncall.askingguide",
    "catalog.vendor",
    "catalog.team",
    "catalog.service",
    "catalog.severity",
    "catalog.guidance",
    "catalog.guidestep",
    "catalog.diagnosticguide",
    "oncall.rotation",
    "oncall.escalationpolicy",
    "comms.audience",
    "comms.updatetemplate",
    "mitigation.checktemplate",
    "command.adapter",
    "alerts.alertpolicy",
    "post.provider",
)


def admin_rows() -> dict[str, Row]:
    """Each route of each model in the admin."""
    rows = dict.fromkeys(ADMIN_SHELL, Row(read=IN_THE_ADMIN, act=IN_THE_ADMIN))
    rows["/admin/jsi18n/"] = Row(read=IN_THE_ADMIN, act=None)
    rows |= {route: Row(read=who, act=who) for route, who in ADMIN_ACTS.items()}
    for label, rights in MODELS.items():
        at = f"/admin/{label.replace('.', '/')}/"
        rows |= {
            at: Row(read=rights.view, act=rights.view),
            at + "add/": Row(read=rights.add, act=rights.add),
            at + "<object_id>/": Row(read=IN_THE_ADMIN, act=IN_THE_ADMIN),
            at + "<object_id>/change/": Row(read=rights.view, act=rights.change),
            at + "<object_id>/delete/": Row(read=rights.delete, act=rights.delete),
            at + "<object_id>/history/": Row(read=rights.view, act=rights.view),
        }
        if label in KEPT:
            rows[at + "<id>/history/<id>/"] = Row(read=rights.view, act=rights.change)
    rows["/admin/people/user/<id>/password/"] = Row(read=MANAGE, act=MANAGE)
    return rows


def table() -> dict[str, Row]:
    """Route → who may."""
    rows = {route: row for part in (PORTAL, OPEN, ACCOUNT) for row, many in part.items()
            for route in many}  # fmt: skip
    return rows | admin_rows()


def knocks(route: str) -> tuple[tuple[str, bool], ...]:
    """How each address is knocked at: the method, and whether htmx asks. The admin knows no
    htmx, and HEAD is answered by what answers GET."""
    if route.startswith("/admin/"):
        return (("GET", False), ("HEAD", True), ("POST", False))
    return (("GET", False), ("GET", True), ("HEAD", True), ("POST", False), ("POST", True))


def sought(route: str) -> str:
    """What an address that seeks is asked for."""
    if "autocomplete" in route:
        return "?app_label=oncall&model_name=override&field_name=person"
    return ""


# What Slack signs: 503 to all while no secret is set, 401 without a signature.
SLACK = "/in/slack/"

SPECIAL = (
    OWN_PAGE, OWN_DEVICE, INTAKE, *OTHER_INTAKE, *INTAKE_BY_BODY, SLACK, CALLS, MAIL_EVENTS,
    METRICS,
    *ADMIN_DOORS, *ADMIN_SEEKS,
)  # fmt: skip
