"""Years of work behind the pages: what is over grows, what runs now stays as in the demo.

Rows are written past the actions, many at once: nobody is mailed and nothing is logged. It is for
a database that is thrown away.
"""

from datetime import UTC, date, datetime, timedelta

import pgtrigger
from django.utils.timezone import now

from coalitions.briefs.models import Coalition
from coalitions.members.models import Interest
from coalitions.outputs.models import Output, OutputKind
from coalitions.themes.models import Ballot, Idea, Preference, RollEntry, Theme, ThemeRound
from knw_portal.mail.models import Mail, Reminder
from knw_portal.people.models import Group, GroupMember, Institution, Role, User
from knw_portal.search.models import SearchText

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SCHOOLS, THEMES = 57, 20  # of one round
A_YEAR = 5  # coalitions that begin in one school year
BOX = ["coalitions.Ballot:ballot_in_time", "coalitions.Preference:preference_in_time"]
FIRST = "past"


def grow(found, wanted):
    """Make `found` rows of everything that is over into `wanted`."""
    numbers = range(found, wanted)
    add_people(numbers)
    add_coalitions(numbers)
    add_post(numbers)
    add_requests(numbers)
    add_rounds(range(-(-found // SCHOOLS), -(-wanted // SCHOOLS)))


def add_people(numbers):
    school = Institution.objects.order_by("pk").first()
    people = User.objects.bulk_create(
        User(
            name=f"Oud-lid {n}",
            email=f"{FIRST}{n}@example.org",
            institution=school,
            last_login=LONG_AGO,
        )
        for n in numbers
    )
    Role.objects.bulk_create(
        Role(user=person, kind="expert", since=date(2020, 1, 1), until=date(2020, 6, 1))
        for person in people
    )


def add_coalitions(numbers):
    kind, _ = OutputKind.objects.get_or_create(name="handreiking")
    groups = Group.objects.bulk_create(Group(name=f"Coalitie {n}") for n in numbers)
    coalitions = Coalition.objects.bulk_create(
        Coalition(
            title=f"Vroeger onderwerp {n}",
            slug=f"{FIRST}-{n}",
            school_year=years(1000 + n // A_YEAR % 1000),
            group=group,
            phase=Coalition.Phase.COMPLETED,
            published_at=LONG_AGO,
            central_question=f"Hoe doen scholen onderwerp {n} samen?",
        )
        for n, group in zip(numbers, groups, strict=True)
    )
    Output.objects.bulk_create(
        Output(
            coalition=one,
            kind=kind,
            title=f"Handreiking {one}",
            slug=one.slug,
            summary="Zo doe je het.",
            published_at=LONG_AGO,
        )
        for one in coalitions
    )
    people = User.objects.filter(email__startswith=FIRST).order_by("pk")[numbers.start :]
    GroupMember.objects.bulk_create(
        GroupMember(group=group, user=person, since=date(2020, 1, 1), until=date(2020, 6, 1))
        for group, person in zip(groups, people, strict=True)
    )
    SearchText.objects.bulk_create(
        SearchText(
            about=f"coalition:{one.pk}",
            kind="coalitie",
            title=str(one),
            text=f"{one.central_question} Samen leren van toetsen, examens en begeleiding.",
            url=f"/coalities/{one.slug}/",
            is_public=True,
            updated_at=now(),
        )
        for one in coalitions
    )


def years(first):
    return f"{first}-{first + 1}"


def add_post(numbers):
    Mail.objects.bulk_create(
        Mail(
            key=f"{FIRST}:{n}",
            kind="memo_sent",
            to=f"{FIRST}{n}@example.org",
            subject=f"Memo {n}",
            body="Beste lezer,",
            state=Mail.State.SENT,
            sent_at=LONG_AGO,
            posted_at=LONG_AGO,
        )
        for n in numbers
    )
    people = User.objects.filter(email__startswith=FIRST).order_by("pk")[numbers.start :]
    Reminder.objects.bulk_create(
        Reminder(
            kind="milestone_soon",
            about=f"milestone:{n}",
            to=person,
            occasion=FIRST,
            due_at=LONG_AGO,
            state=Reminder.State.SENT,
        )
        for n, person in zip(numbers, people, strict=True)
    )


def add_requests(numbers):
    given = {"confirmed_at": LONG_AGO}
    Interest.objects.bulk_create(
        Interest(name=f"Vroeger {n}", email=f"v{n}@example.org", shown_at=LONG_AGO, **given)
        for n in numbers
    )
    Idea.objects.bulk_create(
        Idea(title=f"Idee {n}", issue="Een vraag", name="n", given_at=LONG_AGO, **given)
        for n in numbers
    )


def add_rounds(numbers):
    """Rounds of the past, each with its themes, its roll and a ballot of every school."""
    schools = list(Institution.objects.order_by("pk")[:SCHOOLS])
    voter = User.objects.order_by("pk").first()
    rounds = ThemeRound.objects.bulk_create(
        ThemeRound(
            school_year=years(2100 + n),
            title="Vroeger",
            proposals_close_at=LONG_AGO,
            vote_opens_at=LONG_AGO,
            vote_closes_at=LONG_AGO + timedelta(days=7),
            board_confirmed_on=date(2020, 2, 1),
        )
        for n in numbers
    )
    Theme.objects.bulk_create(
        Theme(round=round, title=f"Thema {n}", issue="i", urgency="u", origin="bureau")
        for round in rounds
        for n in range(THEMES)
    )
    entries = RollEntry.objects.bulk_create(
        RollEntry(round=round, institution=school, had_ambassador=True)
        for round in rounds
        for school in schools
    )
    pks = [round.pk for round in rounds]
    ThemeRound.objects.filter(pk__in=pks).update(roll_frozen_at=LONG_AGO)
    with pgtrigger.ignore(*BOX):
        ballots = Ballot.objects.bulk_create(
            Ballot(
                entry=entry,
                kind=Ballot.Kind.CHOICES,
                tracker=f"{entry.pk:012}",
                salt="s",
                cast_by=voter,
                cast_at=LONG_AGO,
            )
            for entry in entries
        )
        themes = Theme.objects.filter(round__in=pks).order_by("round", "pk")
        themes = list(themes.values_list("pk", flat=True))
        options = [list(themes[n : n + THEMES]) for n in range(0, len(themes), THEMES)]
        Preference.objects.bulk_create(
            Preference(ballot=ballot, theme_id=options[n // len(schools)][(n + step) % THEMES])
            for n, ballot in enumerate(ballots)
            for step in range(3)
        )
