"""The board of components: how each is, what it is, what it was."""

from typing import cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.people.models import User
from portal.web.access import allowed
from portal.web.paging import newest_first
from statuspage.actions.correct_uptime import CannotCorrect, correct_uptime
from statuspage.actions.define_component import NameTaken, define_component
from statuspage.actions.define_group import define_group
from statuspage.actions.place_component import place_component
from statuspage.actions.set_component_status import set_component_status
from statuspage.actions.withdraw_correction import withdraw_correction
from statuspage.desk.board import ComponentForm, CorrectionForm, GroupForm, StatusForm
from statuspage.models import Component, ComponentGroup, Page, StatusChange, UptimeCorrection

REFUSED = 422


@require_safe
@allowed("statuspage.publish_notice")
def board(request: HttpRequest) -> HttpResponse:
    return _show_board(request)


@require_POST
@allowed("statuspage.publish_notice")
def status(request: HttpRequest, component_id: str) -> HttpResponse:
    """Say how it is, without a notice; the reason is kept."""
    component = get_object_or_404(Component, public_id=component_id)
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _show_board(request, refused=component, form=form, code=REFUSED)
    set_component_status(
        component=component,
        status=form.cleaned_data["status"],
        by_name=cast(User, request.user).get_full_name(),
        at=timezone.now(),
        reason=form.cleaned_data["reason"],
        source="person",
    )
    return redirect("status_desk:components")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def add(request: HttpRequest) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = ComponentForm(posted, component=None)
    if form.is_valid() and (made := _define(request, form, None)):
        return redirect("status_desk:component", component_id=made.public_id)
    context = {"form": form, "heading": "New component", "verb": "Add component"}
    return _ask(request, context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def component(request: HttpRequest, component_id: str) -> HttpResponse:
    """What it is, what it was, and what was corrected."""
    found = get_object_or_404(Component.objects.select_related("group"), public_id=component_id)
    posted = request.POST if request.method == "POST" else None
    form = ComponentForm(posted, component=found)
    if form.is_valid() and _define(request, form, found):
        return redirect("status_desk:component", component_id=component_id)
    return _show(request, found, form=form, code=REFUSED if posted else 200)


@require_POST
@allowed("statuspage.correct_uptime")
def correction(request: HttpRequest, component_id: str) -> HttpResponse:
    found = get_object_or_404(Component.objects.select_related("group"), public_id=component_id)
    form = CorrectionForm(request.POST, page=Page.objects.the_page())
    if form.is_valid():
        try:
            correct_uptime(
                component=found,
                by=cast(User, request.user),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except CannotCorrect as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("status_desk:component", component_id=component_id)
    return _show(request, found, correction_form=form, code=REFUSED)


@require_POST
@allowed("statuspage.correct_uptime")
def withdrawal(request: HttpRequest, correction_id: int) -> HttpResponse:
    found = get_object_or_404(
        UptimeCorrection.objects.select_related("component__group"), pk=correction_id
    )
    withdraw_correction(correction=found, by=cast(User, request.user), at=timezone.now())
    return redirect("status_desk:component", component_id=found.component.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def group(request: HttpRequest, group_id: str = "") -> HttpResponse:
    """A new group, or another name for one."""
    found = get_object_or_404(ComponentGroup, public_id=group_id) if group_id else None
    posted = request.POST if request.method == "POST" else None
    form = GroupForm(posted, initial={"name": found.name if found else ""})
    if form.is_valid():
        try:
            define_group(
                group=found,
                name=form.cleaned_data["name"],
                components=None,
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("status_desk:components")
    heading = "Rename group" if found else "New group"
    return _ask(request, {"form": form, "heading": heading, "verb": "Save group"})


def _define(request: HttpRequest, form: ComponentForm, found: Component | None) -> Component | None:
    user, now = cast(User, request.user), timezone.now()
    try:
        with transaction.atomic():
            made = define_component(component=found, facts=form.facts(), by=user, at=now)
            place_component(
                component=made,
                visible=form.cleaned_data["visible"],
                audiences=list(form.cleaned_data["audiences"]),
                by=user,
                at=now,
            )
    except NameTaken as refusal:
        form.add_error("name", str(refusal))
        return None
    return made


def _show_board(
    request: HttpRequest,
    *,
    refused: Component | None = None,
    form: StatusForm | None = None,
    code: int = 200,
) -> HttpResponse:
    rows = list(Component.objects.in_order().prefetch_related("audiences"))
    latest = {
        one.component_id: one
        for one in StatusChange.objects.filter(component__in=rows)
        .order_by("component_id", "-at", "-pk")
        .distinct("component_id")
    }
    sections: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        mine = form if refused is not None and row.pk == refused.pk else None
        shown = mine or StatusForm(initial={"status": row.status}, auto_id=f"id_{row.pk}_%s")
        name = row.group.name if row.group else ""
        sections.setdefault(name, []).append(
            {"row": row, "form": shown, "latest": latest.get(row.pk)}
        )
    context = {
        "sections": sections.items(),
        "groups": {one.name: one for one in ComponentGroup.objects.all()},
        "now": timezone.now(),
        "room": "components",
        "section": "status-page",
    }
    return render(request, "statuspage/desk/board.html", context, status=code)


def _show(
    request: HttpRequest,
    found: Component,
    *,
    form: ComponentForm | None = None,
    correction_form: CorrectionForm | None = None,
    code: int = 200,
) -> HttpResponse:
    page = newest_first(
        StatusChange.objects.filter(component=found).select_related("notice"),
        field="at",
        after=request.GET.get("after", ""),
    )
    context = {
        "component": found,
        "form": form or ComponentForm(component=found),
        "changes": page.rows,
        "next": f"?after={page.cursor}" if page.cursor else "",
        "corrections": found.corrections.select_related("by").order_by("-at"),
        "correction_form": correction_form or CorrectionForm(page=Page.objects.the_page()),
        "room": "components",
        "section": "status-page",
    }
    return render(request, "statuspage/desk/component.html", context, status=code)


def _ask(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    refused = request.method == "POST"
    shared = {"room": "components", "section": "status-page", **context}
    return render(request, "statuspage/desk/ask.html", shared, status=REFUSED if refused else 200)
