from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coalitions.briefs.models import BriefLine, Coalition
from coalitions.sessions import actions
from coalitions.sessions.calendar import CALENDAR, calendar
from coalitions.sessions.forms import (
    ActionForm,
    AgendaFormSet,
    CancelForm,
    MinutesForm,
    PresenceForm,
    SessionForm,
)
from coalitions.sessions.links import this_attendance
from coalitions.sessions.models import ActionItem, Attendance, Minutes, Session
from knw_portal.access import PUBLIC, access
from knw_portal.answers import ANSWERS, take_answer
from knw_portal.documents.responses import download
from knw_portal.forms import CHANGED, Stale, version_in
from knw_portal.sheets import Sheet, page_or_file

SESSIONS = Sheet(
    "Bijeenkomsten",
    {
        "nummer": "number",
        "titel": "title",
        "begint": "starts_at",
        "eindigt": "ends_at",
        "plaats": "place",
        "link": "link",
        "gaat door": lambda session: session.cancelled_at is None,
        "komt": "yes_count",
        "misschien": "maybe_count",
        "komt niet": "no_count",
        "nog geen antwoord": "open_count",
    },
)
ATTENDANCE = Sheet(
    "Aanwezigheid",
    {
        "bijeenkomst": "session",
        "begint": lambda one: one.session.starts_at,
        "naam": "user",
        "instelling": lambda one: one.user.institution,
        "antwoord": "get_answer_display",
        "was erbij": "was_present",
        "gaat door": lambda one: one.session.cancelled_at is None,
    },
    permission="coalitions.plan_sessions",
)
ACTIONS = Sheet(
    "Acties",
    {
        "actie": "what",
        "wie": "user",
        "klaar": "due_on",
        "uit bijeenkomst": "session",
        "gedaan": "done_at",
    },
)


def this_coalition(request, slug):
    return get_object_or_404(Coalition.objects.visible_to(request.user), slug=slug)


def this_session(request, slug, pk):
    return get_object_or_404(
        Session.objects.visible_to(request.user).select_related("coalition", "minutes"),
        pk=pk,
        coalition__slug=slug,
    )


def this_action(request, pk):
    return get_object_or_404(
        ActionItem.objects.select_related("session__coalition"),
        pk=pk,
        session__in=Session.objects.visible_to(request.user),
    )


@require_GET
@access("coalitions.see_sessions", on=this_coalition)
def session_list(request, coalition):
    sessions = list(
        coalition.sessions.with_counts()
        .with_answer_of(request.user)
        .select_related("minutes", "coalition")
    )
    at = now()
    context = {
        "coalition": coalition,
        "coming": [one for one in reversed(sessions) if one.ends_at > at],
        "past": [one for one in sessions if one.ends_at <= at],
    }
    attendances = Attendance.objects.filter(session__coalition=coalition).for_table()
    return page_or_file(
        request,
        "coalitions/sessions/session_list.html",
        context,
        SESSIONS.of(sessions, coalition),
        ATTENDANCE.of(attendances, coalition),
    )


@require_http_methods(["GET", "POST"])
@access("coalitions.plan_sessions", on=this_coalition)
def session_new(request, coalition):
    session = Session(coalition=coalition)
    form = SessionForm(request.POST or None, instance=session)
    if form.is_valid():
        try:
            actions.plan_session(session, by=request.user)
        except Stale:
            messages.warning(request, "Op dat moment staat er al een bijeenkomst.")
            return redirect("session_list", slug=coalition.slug)
        messages.success(request, "De bijeenkomst staat. De uitnodigingen gaan nu uit.")
        return redirect("session_agenda", slug=coalition.slug, pk=session.pk)
    context = {"form": form, "coalition": coalition}
    return render(request, "coalitions/sessions/session_form.html", context)


@require_GET
@access("coalitions.see_sessions", on=this_session)
def session_detail(request, session):
    attendances = list(session.attendances.select_related("user__institution"))
    items = ActionItem.objects.on_agenda_of(session)
    context = {
        "session": session,
        "coalition": session.coalition,
        "agenda": timed(session.agenda.select_related("by"), session.starts_at),
        "attendances": attendances,
        "people_title": "Wie waren er" if session.is_over else "Wie komen",
        "scope": list(session.coalition.lines.filter(part__in=BriefLine.SCOPE)),
        "own": next((one for one in attendances if one.user_id == request.user.pk), None),
        "actions": split(items, session),
        "minutes": getattr(session, "minutes", None),
        "answers": ANSWERS,
    }
    template = "coalitions/sessions/session_detail.html"
    return page_or_file(request, template, context, ACTIONS.of(items, session))


def timed(items, at):
    """The points of an agenda, each with the moment it begins as long as that can be known."""
    points = []
    for item in items:
        points.append((item, at))
        at = at + timedelta(minutes=item.minutes) if at and item.minutes else None
    return points


def split(items, session):
    """What is open from before, and what was agreed at this session."""
    items = list(items)
    return {
        "earlier": [one for one in items if one.session_id != session.pk],
        "here": [one for one in items if one.session_id == session.pk],
    }


@require_http_methods(["GET", "POST"])
@access("coalitions.plan_sessions", on=this_session)
def session_edit(request, session):
    form = SessionForm(request.POST or None, instance=session)
    try:
        if not session.takes_answers:
            raise Stale(session)
        if form.is_valid() and actions.change_session(form, by=request.user):
            messages.success(request, "De bijeenkomst is gewijzigd.")
            return redirect(session)
    except Stale:
        messages.warning(
            request, "Deze bijeenkomst is geweest of gaat niet door, en verandert niet meer."
        )
        return redirect(session)
    context = {"form": form, "coalition": session.coalition, "session": session}
    return render(request, "coalitions/sessions/session_form.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.plan_sessions", on=this_session)
def session_cancel(request, session):
    form = CancelForm(request.POST or None)
    if form.is_valid():
        try:
            actions.cancel_session(session, form.cleaned_data["reason"], by=request.user)
        except Stale:
            messages.warning(request, CHANGED)
        else:
            messages.success(request, "De bijeenkomst is afgezegd. Iedereen krijgt een mail.")
        return redirect(session)
    context = {
        "form": form,
        "title": f"Bijeenkomst {session.number} afzeggen",
        "text": "Iedereen die is uitgenodigd krijgt een mail. Herinneringen gaan niet meer uit.",
        "place": session.coalition,
        "submit": "Afzeggen en mailen",
        "cancel_url": session.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.plan_sessions", on=this_session)
def session_agenda(request, session):
    formset = AgendaFormSet(request.POST or None, instance=session, prefix="agenda")
    theirs = ()
    if request.POST and formset.is_valid():
        try:
            seen = int(request.POST.get("version", 0))
            actions.change_agenda(session, formset, seen=seen, by=request.user)
        except Stale:
            theirs = formset.get_queryset()
            session.refresh_from_db(fields=["version"])
        else:
            messages.success(request, "De agenda is bewaard.")
            return redirect(session)
    context = {
        "session": session,
        "coalition": session.coalition,
        "formset": formset,
        "theirs": theirs,
    }
    return render(request, "coalitions/sessions/agenda_form.html", context)


@require_POST
@access("coalitions.answer_session", on=this_session)
def session_answer(request, session):
    """Only who is invited has something to answer."""
    attendance = get_object_or_404(session.attendances, user=request.user)
    take_answer(
        request, partial(actions.answer_invitation, attendance, by_link=False, by=request.user)
    )
    return redirect(session)


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=this_attendance)
def attendance_answer(request, attendance):
    """The page behind the link in the invitation; opening it changes nothing."""
    if attendance is None:
        return render(request, "coalitions/sessions/invitation_dead.html", status=410)
    if request.method == "POST":
        keep = partial(actions.answer_invitation, attendance, by_link=True, by=attendance.user)
        take_answer(request, keep)
        return redirect(request.path)
    context = {
        "attendance": attendance,
        "session": attendance.session,
        "coalition": attendance.session.coalition,
        "answers": ANSWERS,
        "calendar_url": reverse("attendance_calendar", kwargs=request.resolver_match.kwargs),
    }
    response = render(request, "coalitions/sessions/invitation.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@access(PUBLIC, on=this_attendance)
def attendance_calendar(request, attendance):
    if attendance is None:
        return render(request, "coalitions/sessions/invitation_dead.html", status=410)
    return calendar_file(attendance.session)


@require_GET
@access("coalitions.see_sessions", on=this_session)
def session_calendar(request, session):
    return calendar_file(session)


def calendar_file(session):
    name = slugify(f"{session.coalition} {session.number}") + ".ics"
    return download(calendar(session), name, CALENDAR)


@require_http_methods(["GET", "POST"])
@access("coalitions.plan_sessions", on=this_session)
def session_presence(request, session):
    attendances = list(session.attendances.select_related("user"))
    # Nobody ticked is an answer too, so it is the method that says whether there is one.
    answered = request.POST if request.method == "POST" else None
    form = PresenceForm(answered, attendances=attendances)
    if form.is_valid():
        actions.note_presence(session, form.user_ids, by=request.user)
        messages.success(request, "De aanwezigheid is bewaard.")
        return redirect(session)
    return form_page(
        request, session, form, title="Wie waren erbij?", lead="", submit="Aanwezigheid bewaren"
    )


@require_http_methods(["GET", "POST"])
@access("coalitions.plan_sessions", on=this_session)
def session_minutes(request, session):
    form = MinutesForm(request.POST or None, instance=minutes_of(session))
    if form.is_valid() and actions.write_minutes(form, by=request.user):
        messages.success(request, "Het verslag is bewaard. De leden lezen het na publicatie.")
        return redirect(session)
    return form_page(
        request,
        session,
        form,
        title="Verslag",
        lead="Bewaren is nog niet publiceren. De leden lezen de laatste gepubliceerde versie.",
        submit="Verslag bewaren",
    )


def minutes_of(session):
    """The minutes of a session; a row that is not stored yet where there are none."""
    return getattr(session, "minutes", None) or Minutes(session=session)


@require_POST
@access("coalitions.plan_sessions", on=this_session)
def session_publish(request, session):
    minutes = getattr(session, "minutes", None)
    if minutes is None:
        raise Http404
    try:
        actions.publish_minutes(minutes, seen=version_in(request.POST), by=request.user)
    except Stale:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, "De leden lezen het verslag nu.")
    return redirect(session)


@require_http_methods(["GET", "POST"])
@access("coalitions.plan_sessions", on=this_session)
def session_action(request, session):
    action = ActionItem(session=session)
    form = ActionForm(request.POST or None, instance=action)
    if form.is_valid():
        actions.agree_action(action, by=request.user)
        messages.success(request, "De actie staat genoteerd.")
        return redirect(session)
    return form_page(
        request,
        session,
        form,
        title="Nieuwe actie",
        lead="Een open actie staat vanzelf op de agenda van de volgende bijeenkomst.",
        submit="Actie noteren",
    )


def form_page(request, session, form, **words):
    context = {"session": session, "coalition": session.coalition, "form": form, **words}
    return render(request, "coalitions/sessions/one_form.html", context)


@require_POST
@access("coalitions.finish_action", on=this_action)
def action_done(request, action):
    return _close(request, action, actions.finish_action, f"Gedaan: {action.what}")


@require_POST
@access("coalitions.finish_action", on=this_action)
def action_reopen(request, action):
    return _close(request, action, actions.reopen_action, f"Weer open: {action.what}")


def _close(request, action, deed, done):
    """Finish or reopen, and go back to the page it was asked on."""
    try:
        deed(action, by=request.user)
    except Stale:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, done)
    on = request.POST.get("on", "")
    page = Session.objects.filter(
        pk=on if on.isdecimal() else None, coalition=action.session.coalition_id
    ).first()
    return redirect(page or action.session)
