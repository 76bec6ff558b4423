"""What the coalitions ask of their people and of the bureau, by the dates of their milestones."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localdate

from coalitions.briefs.models import Coalition, Comment, Consultation, Memo, Milestone
from coalitions.themes.models import ThemeRound
from knw_portal import overview
from knw_portal.overview import Ask, Running
from knw_portal.people.models import GroupMember, Role, duties_of

SOON = timedelta(days=21)

# Other rooms know dates of a coalition too. `source(at)` gives {coalition pk: (date, text)}, what
# comes next in each; of these and the milestones the first is shown.
date_sources = []


def next_dates(source):
    """Register `source(at)` for the line of a coalition among what runs."""
    date_sources.append(source)
    return source


@overview.mine
def milestones_of_my_coalitions(user, at):
    """For who leads or guides a coalition: milestones that are late or come in three weeks."""
    duties = duties_of(user)
    guided = [
        group
        for group in duties.groups
        if duties.in_group(group, GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR)
    ]
    if not guided:
        return
    for milestone in Milestone.objects.open(by=localdate(at) + SOON).filter(
        coalition__group__in=guided
    ):
        yield Ask(
            title=milestone.title,
            text=f"Mijlpaal van {milestone.coalition}. Is hij gehaald? Vink hem af. "
            "Verschuift hij? Laat het het bureau weten.",
            url=reverse(
                "milestone_done", kwargs={"slug": milestone.coalition.slug, "pk": milestone.pk}
            ),
            deed="Afvinken",
            due=milestone.due_on,
        )


@overview.mine
def decisions_that_wait(user, at):
    """For the board: what the bureau proposes after the vote."""
    if not duties_of(user).has(Role.Kind.BOARD):
        return
    waiting = ThemeRound.objects.filter(
        decision_sent_at__isnull=False, board_confirmed_on=None, roll_frozen_at__isnull=False
    )
    for round in waiting:
        yield Ask(
            title=f"Bevestig de thema’s voor {round.year_words}",
            text="Het bureau legde per thema een besluit vast, naast de uitslag.",
            url=reverse("decision_confirm", kwargs={"school_year": round.school_year}),
            deed="Bekijken en bevestigen",
            role="board",
        )


@overview.mine
def comments_that_are_asked(user, at):
    """For who is asked about a brief and has said nothing yet."""
    duties = duties_of(user)
    if not duties.groups and not duties.has(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY):
        return
    waiting = Consultation.objects.asking(user).exclude(comments__by=user)
    for consultation in waiting.select_related("coalition"):
        is_for_members = consultation.asked == Consultation.Asked.MEMBERS
        yield Ask(
            title=f"Wat vind je van de opdracht van {consultation.coalition}?",
            text="Het bureau vraagt per onderdeel om opmerkingen.",
            url=reverse("comment_list", kwargs={"slug": consultation.coalition.slug}),
            deed="Lezen en opmerken",
            due=consultation.closes_on,
            role="" if is_for_members else "ambassador",
        )


@overview.late
def comments_that_wait(user, at):
    """Rounds that closed with comments that nobody answered yet."""
    waiting = Count("comments", filter=Q(comments__state=Comment.State.OPEN))
    rounds = Consultation.objects.filter(closed_at__isnull=False).annotate(waiting=waiting)
    for consultation in rounds.filter(waiting__gt=0).select_related("coalition"):
        yield Ask(
            title=f"{consultation}: {consultation.waiting} zonder antwoord",
            text="De ronde is gesloten. Zeg per opmerking wat ermee gebeurt.",
            url=reverse("comment_list", kwargs={"slug": consultation.coalition.slug}),
            deed="Beantwoorden",
        )


@overview.late
def late_milestones(user, at):
    for milestone in Milestone.objects.open(by=localdate(at) - timedelta(days=1)):
        yield Ask(
            title=f"{milestone.title}: nog niet gedaan",
            text=f"Mijlpaal van {milestone.coalition}.",
            url=reverse(
                "brief_lines_edit", kwargs={"slug": milestone.coalition.slug, "part": "mijlpalen"}
            ),
            deed="Datum verzetten of afvinken",
            due=milestone.due_on,
        )


@overview.late
def drafts_that_wait(user, at):
    """Coalitions born from a decision: their brief is still to be written and published."""
    for coalition in Coalition.objects.filter(phase=Coalition.Phase.DRAFT):
        stand = "Ze is gepubliceerd." if coalition.published_at else "Nog niet gepubliceerd."
        yield Ask(
            title=f"{coalition}: de opdracht is in de maak",
            text=f"{stand} Kijk wat er nog mist en wat de volgende stap is.",
            url=reverse("phase_detail", kwargs={"slug": coalition.slug}),
            deed="Naar de fase",
            due=coalition.starts_on,
        )


@overview.late
def unsent_memos(user, at):
    for memo in Memo.objects.filter(sent_at=None).select_related("round"):
        yield Ask(
            title=f"Concept van de memo ‘{memo.subject}’",
            text=f"Bij {memo.round}, nog niet verzonden.",
            url=reverse("memo_detail", kwargs={"pk": memo.pk}),
            deed="Nalezen en versturen",
        )


@overview.running
def running_coalitions(user, at):
    today = localdate(at)
    coalitions = (
        Coalition.objects.exclude(phase=Coalition.Phase.COMPLETED)
        .for_list()
        .prefetch_related("milestones")
        .order_by("starts_on", "title")
    )
    elsewhere = [source(at) for source in date_sources]
    for coalition in coalitions:
        coming = [
            (milestone.due_on, milestone.title)
            for milestone in coalition.milestones.all()
            if not milestone.done_on and milestone.due_on >= today
        ]
        coming += [dates[coalition.pk] for dates in elsewhere if coalition.pk in dates]
        first = min(coming, key=lambda one: overview.day_of(one[0]), default=(None, ""))
        yield Running(
            title=str(coalition),
            url=coalition.get_absolute_url(),
            phase=coalition.get_phase_display(),
            stand=f"{coalition.member_count} van {coalition.target_size} leden",
            next_date=first[0],
            next_text=first[1],
        )
