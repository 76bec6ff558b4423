"""The ambassadors' meeting, and the vote that was counted in a room."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from coalitions.themes import actions, links
from coalitions.themes.forms import MeetingForm, MeetingOffForm, OutcomeForm, RoomCountForm
from coalitions.themes.links import this_guest
from coalitions.themes.models import Meeting
from coalitions.themes.views.rounds import is_bureau, this_round
from knw_portal.access import PUBLIC, access
from knw_portal.answers import ANSWERS, take_answer
from knw_portal.calendar import CALENDAR, Event, calendar
from knw_portal.documents.responses import download
from knw_portal.forms import CHANGED, Stale

OVER = "De bijeenkomst is geweest of gaat niet door. Er is niets veranderd."


def this_meeting(request, school_year):
    meetings = Meeting.objects.select_related("round")
    return get_object_or_404(meetings, round__school_year=school_year)


@require_safe
@access("coalitions.view_round", on=this_meeting)
def meeting_detail(request, meeting):
    guests = list(meeting.guests.for_list())
    own = next((guest for guest in guests if guest.user_id == request.user.pk), None)
    said = [guest.answer for guest in guests]
    context = {
        "meeting": meeting,
        "round": meeting.round,
        "guests": guests,
        "own": own,
        "own_calendar": links.link("meeting_calendar", own) if own else "",
        "counts": [
            ("Komen", said.count("yes")),
            ("Misschien", said.count("maybe")),
            ("Komen niet", said.count("no")),
            ("Nog geen antwoord", said.count("")),
        ],
        "present": sum(bool(guest.was_present) for guest in guests),
        "answers": ANSWERS,
        "is_bureau": is_bureau(request.user),
    }
    return render(request, "coalitions/themes/meeting_detail.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.set_round", on=this_round)
def meeting_edit(request, round):
    """Plan the meeting, or change it."""
    meeting = getattr(round, "meeting", None)
    form = MeetingForm(request.POST or None, instance=meeting or Meeting(round=round))
    try:
        if meeting and not meeting.takes_answers:
            raise Stale(meeting)
        if form.is_valid():
            if meeting is None:
                actions.plan_meeting(form.instance, by=request.user)
                messages.success(request, "De bijeenkomst staat. De uitnodigingen gaan nu uit.")
                return redirect(form.instance)
            if actions.change_meeting(form, by=request.user):
                messages.success(request, "De bijeenkomst is gewijzigd.")
                return redirect(meeting)
    except Stale:
        messages.warning(request, CHANGED)
        return redirect("meeting_detail", school_year=round.school_year)
    context = {"form": form, "round": round, "meeting": meeting}
    return render(request, "coalitions/themes/meeting_edit.html", context)


@require_http_methods(["GET", "POST"])
@access("coalitions.set_round", on=this_meeting)
def meeting_cancel(request, meeting):
    form = MeetingOffForm(request.POST or None)
    if form.is_valid():
        try:
            actions.cancel_meeting(meeting, form.cleaned_data["reason"], by=request.user)
        except Stale:
            messages.warning(request, OVER)
        else:
            messages.success(request, "De bijeenkomst is afgezegd. Iedereen krijgt een mail.")
        return redirect(meeting)
    context = {
        "form": form,
        "title": "Bijeenkomst van de ambassadeurs afzeggen",
        "text": "Iedereen die is uitgenodigd krijgt een mail. Herinneringen gaan niet meer uit.",
        "place": str(meeting.round),
        "submit": "Afzeggen en mailen",
        "cancel_url": meeting.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@require_POST
@access("coalitions.set_round", on=this_meeting)
def meeting_invite(request, meeting):
    """Invite who became ambassador since."""
    if not meeting.takes_answers:
        messages.warning(request, OVER)
    elif fresh := actions.invite_newcomers(meeting, by=request.user):
        messages.success(request, f"Uitgenodigd: {fresh}. Wie al een uitnodiging had, kreeg niets.")
    else:
        messages.info(request, "Alle ambassadeurs en plaatsvervangers waren al uitgenodigd.")
    return redirect(meeting)


@require_http_methods(["GET", "POST"])
@access("coalitions.set_round", on=this_meeting)
def meeting_outcome(request, meeting):
    """Who was there, and what came of it."""
    guests = list(meeting.guests.for_list())
    form = OutcomeForm(request.POST or None, instance=meeting, guests=guests)
    if form.is_valid() and actions.note_outcome(form, by=request.user):
        messages.success(request, "Aanwezigen en uitkomst zijn bewaard.")
        return redirect(meeting)
    context = {"form": form, "round": meeting.round, "meeting": meeting}
    return render(request, "coalitions/themes/meeting_outcome.html", context)


@require_POST
@access("coalitions.view_round", on=this_meeting)
def meeting_reply(request, meeting):
    """Only who is invited has something to answer."""
    guest = get_object_or_404(meeting.guests, user=request.user)
    take_answer(request, partial(actions.answer_meeting, guest, by_link=False, by=request.user))
    return redirect(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=this_guest)
def meeting_answer(request, guest):
    """The page behind the link in the invitation; opening it changes nothing."""
    if guest is None:
        return render(request, "coalitions/themes/meeting_dead.html", status=410)
    if request.method == "POST":
        take_answer(request, partial(actions.answer_meeting, guest, by_link=True, by=guest.user))
        return redirect(request.path)
    context = {
        "guest": guest,
        "meeting": guest.meeting,
        "round": guest.meeting.round,
        "answers": ANSWERS,
        "calendar_url": reverse("meeting_calendar", kwargs=request.resolver_match.kwargs),
    }
    response = render(request, "coalitions/themes/meeting_answer.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@access(PUBLIC, on=this_guest)
def meeting_calendar(request, guest):
    if guest is None:
        return render(request, "coalitions/themes/meeting_dead.html", status=410)
    meeting = guest.meeting
    url = settings.BASE_URL + meeting.get_absolute_url()
    gone = "Deze bijeenkomst gaat niet door." if meeting.cancelled_at else ""
    event = Event(
        name=f"ambassadeurs-{meeting.pk}",
        title=f"Ambassadeurs bijeen: {meeting.round}",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        changed_at=meeting.changed_at,
        sequence=meeting.sequence,
        url=url,
        where=meeting.where,
        text="\n\n".join(filter(None, [gone, meeting.cancel_reason, meeting.preparation, url])),
        is_cancelled=meeting.cancelled_at is not None,
    )
    return download(calendar(event), slugify(f"ambassadeurs {meeting.round}") + ".ics", CALENDAR)


@require_http_methods(["GET", "POST"])
@access("coalitions.set_round", on=this_round)
def room_count_edit(request, round):
    """The totals of a vote held in a room, with their source; later a correction with a reason."""
    if reason := actions.no_room_count(round):
        messages.warning(request, reason)
        return redirect(round)
    if round.decision_sent_at or round.board_confirmed_on:
        messages.warning(request, "Het besluit ligt bij het bestuur. De telling staat nu vast.")
        return redirect(round)
    themes = list(round.themes.ranked())
    form = RoomCountForm(request.POST or None, round=round, themes=themes)
    stale = False
    if form.is_valid():
        try:
            actions.enter_room_count(
                round,
                form.votes,
                source=form.cleaned_data["source"],
                correction=form.cleaned_data.get("correction", ""),
                seen=form.cleaned_data["version"],
                by=request.user,
            )
        except Stale:
            stale = True
            round.refresh_from_db()
            themes = list(round.themes.ranked())
        except (actions.TooLate, actions.NotYet):
            messages.warning(request, CHANGED)
            return redirect(round)
        else:
            messages.success(request, "De telling is bewaard.")
            return redirect("result_detail", school_year=round.school_year)
    context = {"form": form, "round": round, "stale": stale, "themes": themes}
    status = 409 if stale else 200
    return render(request, "coalitions/themes/room_count_edit.html", context, status=status)
