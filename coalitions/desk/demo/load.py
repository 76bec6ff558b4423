"""Loads the demo from the files beside this one.

Every row is looked up by its natural key and only made when it is missing, so a second run changes
nothing, and what a person changed or added in the demo stays as it is.
"""

import csv
from datetime import date, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate

from coalitions.briefs import actions as briefs
from coalitions.briefs import memo as memos
from coalitions.briefs.models import Coalition, Lineage, Memo, SuccessFactor
from coalitions.desk.demo.collecting import load_collections
from coalitions.desk.demo.home import load_home
from coalitions.desk.demo.outputs import load_kinds, load_outputs
from coalitions.desk.demo.proposing import check_earlier_work, load_comments, load_proposals
from coalitions.desk.demo.reading import HERE, day, moment, read
from coalitions.desk.demo.trial import load_trial
from coalitions.desk.demo.working import (
    load_applications,
    load_consultations,
    load_sessions,
)
from coalitions.members.models import Interest
from coalitions.themes import actions as themes
from coalitions.themes.models import (
    CommonTerm,
    Decision,
    Idea,
    Meeting,
    RoomCount,
    Theme,
    ThemeRound,
)
from coalitions.themes.models.rounds import TIE_RULE, TIE_RULES
from frameworks.definitions.actions import load_frameworks
from frameworks.definitions.demo import load_demo_draft
from frameworks.reports.demo import load_demo_reports
from frameworks.teams.demo import load_demo_team
from frameworks.teams.demo_plans import load_demo_plans
from frameworks.teams.demo_talk import load_demo_talk
from knw_portal import confirm
from knw_portal.documents.structure import to_json
from knw_portal.mail.ledger import plan
from knw_portal.people.demo import PEOPLE
from knw_portal.people.models import (
    AmbassadorRequest,
    Function,
    Group,
    GroupMember,
    Institution,
    Role,
    User,
)

MAKERS = {  # which coalition made which framework
    "flexibilisering": ["FLEX", "HB"],
    "teams-aan-zet-3": ["TAZ", "INP"],
    "data-3": ["DATA"],
}


@transaction.atomic
def load_demo():
    """The finished round of 2023-2024, the present, and the people in them."""
    history, present = read("round_2023.yaml"), read("present.yaml")
    load_lists(invented=True)
    past = load_round(history["round"])
    current = load_round(present["round"])
    coming = load_round(read("proposing.yaml")["round"])
    trial = load_round(read("trial.yaml")["round"])
    fresh = [
        *(load_coalition(spec) for spec in history["earlier_coalitions"]),
        *(
            load_coalition(spec, past, number)
            for number, spec in enumerate(history["coalitions"], start=1)
        ),
        *(load_coalition(spec) for spec in present["coalitions"]),
    ]
    specs = [*history["earlier_coalitions"], *history["coalitions"], *present["coalitions"]]
    for spec, coalition in zip(specs, fresh, strict=True):
        if coalition:
            load_lineage(spec, coalition)
            briefs.index_coalition(coalition)
    load_people(read("people.yaml"))
    for coalition in filter(None, fresh):
        briefs.plan_milestones(coalition)
    plan("proposals_close", current)
    plan("proposals_close", coming)
    load_votes(current)
    load_trial(trial, read("trial.yaml"))
    load_meeting(current, present["round"])
    load_comments(current)
    load_proposals(coming)
    load_memo(past, history["round"]["memo"])
    load_signups(present)
    load_team()

    working = read("working.yaml")
    load_applications(working)
    load_consultations(working)
    load_sessions(working)
    load_collections(read("collecting.yaml"))
    load_outputs(specs, read("outputs.yaml"))
    load_home(read("home.yaml"))


@transaction.atomic
def load_lists(*, invented):
    """The lists that every portal needs; with or without the institutions that do not exist."""
    load_institutions(invented=invented)
    load_functions()
    load_factors(read("round_2023.yaml")["success_factors"])
    load_kinds(read("outputs.yaml"))


def load_institutions(*, invented):
    with (HERE / "institutions.csv").open() as file:
        for row in csv.DictReader(file):
            if row["invented"] == "true" and not invented:
                continue
            Institution.objects.get_or_create(
                slug=slugify(row["name"]),
                defaults={
                    "name": row["name"],
                    "kind": row["kind"],
                    "city": row["city"],
                    "region": row["region"],
                },
            )


def load_functions():
    for number, row in enumerate(read("functions.yaml")):
        Function.objects.get_or_create(
            code=row["code"],
            defaults={"name": row["name"], "plural": row["plural"], "number": number},
        )
    for row in read("functions.yaml"):
        if row["parent"]:
            parent = Function.objects.get(code=row["parent"])
            Function.objects.filter(code=row["code"], parent=None).update(parent=parent)


def load_factors(factors):
    for number, factor in enumerate(factors, start=1):
        SuccessFactor.objects.get_or_create(
            title=factor["title"], defaults={"number": number, "text": factor["text"]}
        )


def load_round(spec):
    round, is_new = ThemeRound.objects.get_or_create(
        school_year=spec["school_year"],
        defaults={
            "title": spec["title"],
            "seats": spec["seats"],
            "method": spec["method"],
            "tie_break": spec.get("tie_break", ThemeRound.TieBreak.STARS),
            "tie_rule": TIE_RULES.get(spec["method"], TIE_RULE),
            "quorum_kind": spec.get("quorum", {}).get("kind", ThemeRound.Quorum.NONE),
            "quorum": spec.get("quorum", {}).get("at_least", 0),
            "conference_on": day(spec.get("conference_on", spec.get("conference"))),
            "proposals_close_at": moment(spec.get("proposals_close"), hour=16),
            "vote_opens_at": moment(spec.get("vote_opens"), hour=9),
            "vote_closes_at": moment(spec.get("vote_closes"), hour=16),
            "meeting_on": day(spec.get("meeting_on", spec.get("meeting"))),
            "board_confirmed_on": spec.get("board_confirmed_on"),
            **{
                name: spec.get(name, "").strip()
                for name in (
                    "meeting_note",
                    "occasion",
                    "articulation_note",
                    "earlier_work_note",
                    "room_count_source",
                )
            },
        },
    )
    if is_new:
        CommonTerm.objects.bulk_create(
            CommonTerm(round=round, number=number, title=term["title"], text=term["text"].strip())
            for number, term in enumerate(spec.get("common_terms", []), start=1)
        )
        for theme in spec["themes"]:
            load_theme(round, theme)
    return round


def load_theme(round, spec):
    proposed = moment(spec.get("in_days", round.conference_on or round.meeting_on))
    theme = Theme.objects.create(
        round=round,
        proposed_at=proposed,
        published_at=proposed,
        institution=named(Institution, spec["institution"]),
        **{name: spec[name].strip() for name in ("title", "edition", "issue", "urgency", "origin")},
    )
    themes.index_theme(theme)
    if "votes" in spec:
        RoomCount.objects.create(theme=theme, votes=spec["votes"])
        Decision.objects.create(
            theme=theme,
            is_chosen=spec["chosen"],
            motivation=spec["motivation"].strip(),
            decided_on=round.meeting_on,
            confirmed_on=round.board_confirmed_on,
        )


def named(model, name):
    """By its address: in the demo somebody may have given it another name."""
    return model.objects.get(slug=slugify(name)) if name else None


TEXTS = (
    "edition",
    "central_question",
    "activity",
    "purpose",
    "perspective",
    "form",
    "approach",
    "example_question",
    "success_note",
    "composition_note",
)


def load_coalition(spec, round=None, number=0):
    """A coalition with its brief and group; None when it was there already."""
    if Coalition.objects.filter(slug=spec["slug"]).exists():
        return None
    start = day(spec.get("starts_on")) or date(int(spec["school_year"][:4]), 9, 1)
    end = day(spec.get("ends_on")) or date(start.year + 1, 6, 30)
    edition = f" {spec['edition']}" if spec["edition"] else ""
    coalition = Coalition.objects.create(
        round=round,
        theme=round and round.themes.get(title=spec["theme"], edition=spec["edition"]),
        number=number,
        title=spec["title"],
        slug=spec["slug"],
        school_year=spec.get("school_year") or round.school_year,
        group=Group.objects.create(name=f"{spec['title']}{edition}"),
        phase=spec.get("phase", Coalition.Phase.COMPLETED),
        published_at=None
        if spec.get("phase") == Coalition.Phase.DRAFT
        else moment(min(start, localdate()) - timedelta(days=90)),
        starts_on=start,
        ends_on=end,
        target_size=spec.get("target_size", 14),
        **{name: spec.get(name, "").strip() for name in TEXTS},
    )
    load_lines(spec, coalition, round)
    return coalition


def load_lines(spec, coalition, round):
    def lines(name, rename=None):
        rename = rename or {}
        for number, line in enumerate(spec.get(name, []), start=1):
            values = {
                rename.get(key, key): value.strip() if isinstance(value, str) else value
                for key, value in line.items()
            }
            yield number, values

    for number, values in lines("points", {"section": "part"}):
        coalition.lines.create(number=number, **values)
    for number, values in lines("criteria"):
        children = values.pop("children")
        criterion = coalition.lines.create(part="criterion", number=number, **values)
        for place, child in enumerate(children, start=1):
            coalition.lines.create(
                part="criterion",
                number=place,
                code=f"{criterion.code}{'abc'[place - 1]}",
                title=child["title"],
                text=child["text"].strip(),
                parent=criterion,
            )
    for number, values in lines("desired", {"number": "wished"}):
        function = Function.objects.get(code=values.pop("function"))
        coalition.desired.create(number=number, function=function, **values)
    for number, values in lines("scope", {"kind": "part"}):
        coalition.lines.create(number=number, **values)
    for number, values in lines(
        "connections", {"organisation": "title", "what": "text", "use": "note"}
    ):
        coalition.lines.create(part="connection", number=number, **values)
    for number, values in lines("sources", {"maker": "text"}):
        coalition.lines.create(part="source", number=number, **values)
    for number, values in lines("milestones"):
        coalition.milestones.create(
            number=number,
            title=values["title"],
            due_on=day(values["in_days"]),
            done_on=day(values.get("done")),
        )
    for term in round.common_terms.all() if round else ():
        coalition.lines.create(part="term", number=term.number, title=term.title, text=term.text)


def load_lineage(spec, coalition):
    for line in spec["predecessors"]:
        Lineage.objects.create(
            later=coalition,
            earlier=Coalition.objects.get(slug=line["slug"]),
            is_deepening="deepening" in line["kind"],
            is_broadening="broadening" in line["kind"],
            note=line["note"].strip(),
        )


def load_people(specs):
    for spec in specs:
        user, is_new = User.objects.get_or_create(
            email=PEOPLE.get(spec["demo_role"], spec["email"]),
            defaults={
                "name": spec["name"],
                "institution": named(Institution, spec["institution"]),
                "function": Function.objects.filter(code=spec["function"]).first(),
                "function_other": spec["function_other"],
                "job_title": spec["job_title"],
                "department": spec["department"],
                "expertise": spec["expertise"],
                "last_login": moment(-len(spec["name"]) % 9 - 10),
            },
        )
        if not is_new:
            continue
        user.set_unusable_password()
        user.save(update_fields=["password"])
        for role in spec["roles"]:
            Role.objects.create(
                user=user,
                kind=role["kind"],
                institution=named(Institution, role["institution"]),
                since=day(role["since"]),
                until=day(role.get("until")),
            )
        for place in spec["memberships"]:
            GroupMember.objects.create(
                user=user,
                group=Coalition.objects.get(slug=place["coalition"]).group,
                role=place["role"],
                since=day(place["since"]),
                until=day(place.get("until")),
            )


def load_votes(round):
    """The vote is open, and every second institution that can has voted, through the action.

    The school of the ambassador whom anybody may be has not: that is for whoever tries the demo.
    """
    if round.roll_frozen_at:
        return
    check_earlier_work(round)
    themes.open_vote(round, by=User.objects.get(email=PEOPLE["bureau"]))
    ours = Role.objects.filter(user__email=PEOPLE["ambassador"]).values("institution")
    entries = round.roll.exclude(institution__in=ours).select_related("round", "institution")
    options = list(round.themes.standing())
    for number, entry in enumerate(entries.filter(had_ambassador=True)):
        if number % 2:
            continue
        voter = themes.voters_of(entry).order_by("pk").last()
        turn = number // 2
        chosen = [options[(turn * step + step) % len(options)].pk for step in (1, 2, 4)]
        if turn % 6 == 5:
            themes.cast_ballot(entry, kind="abstain", by=voter)
        else:
            themes.cast_ballot(entry, kind="choices", chosen=chosen, star=chosen[0], by=voter)


def load_meeting(round, spec):
    """The ambassadors are invited, and some of them answered. Not the one anybody may be."""
    if Meeting.objects.filter(round=round).exists():
        return
    meeting = Meeting(
        round=round,
        starts_at=moment(spec["meeting"], hour=13),
        ends_at=moment(spec["meeting"], hour=16),
        place=spec["meeting_place"],
        preparation="Lees de lange lijst, en vraag je collega’s wat bij jullie het meest speelt.",
    )
    themes.plan_meeting(meeting, by=User.objects.get(email=PEOPLE["bureau"]))
    guests = meeting.guests.exclude(user__email__in=PEOPLE.values()).select_related("user")
    for number, guest in enumerate(guests.order_by("pk")):
        answer = ("yes", "", "yes", "no", "", "maybe")[number % 6]
        if answer:
            themes.answer_meeting(guest, answer, by_link=True, by=guest.user)


def load_memo(round, spec):
    """The memo of 6 April 2023, kept as it was sent."""
    if round.memos.exists():
        return
    memo = Memo(
        round=round,
        to=spec["to"],
        sender=spec["sender"].capitalize(),
        dated_on=spec["date"],
        subject=spec["subject"],
        status=spec["status"],
        recipient_count=46,
    )
    memo.body = to_json(memos.draft(memo))
    memo.sent_at = moment(spec["date"], hour=9)
    memo.sent_by = User.objects.filter(roles__kind=Role.Kind.BUREAU).order_by("pk").first()
    memo.save()


def load_team():
    """The frameworks of coalitions, published, and the practice portal’s teams that use them."""
    bureau = User.objects.get(email=PEOPLE["bureau"])
    for slug, codes in MAKERS.items():
        load_frameworks(group=Coalition.objects.get(slug=slug).group, by=bureau, codes=codes)
    load_demo_draft(Coalition.objects.get(slug="teams-aan-zet-3").group, bureau)
    team_member = User.objects.get(email=PEOPLE["team_member"])
    load_demo_team(team_member)
    load_demo_talk(team_member)
    load_demo_plans(team_member)
    load_demo_reports(User.objects.get(email=PEOPLE["facilitator"]), team_member)


def load_signups(present):
    """What came in by the public forms, through their own actions: so its mail shows too."""
    for spec in present["interests"]:
        if not Interest.objects.filter(email=spec["email"]).exists():
            interest = Interest(
                name=spec["name"],
                email=spec["email"],
                institution=named(Institution, spec["institution"]),
                function=Function.objects.get(code=spec["function"]),
                function_other=spec["function_other"],
                coalition=Coalition.objects.filter(slug=spec["coalition"]).first(),
                message=spec["message"].strip(),
                shown_at=moment(spec["in_days"]),
            )
            sent_in(spec, interest, "interest")
    for spec in present["ideas"]:
        if not Idea.objects.filter(title=spec["title"]).exists():
            idea = Idea(
                title=spec["title"],
                issue=spec["issue"].strip(),
                name=spec["name"],
                email=spec["email"],
                institution_name=spec["institution_name"],
                given_at=moment(spec["in_days"]),
            )
            sent_in(spec, idea, "idea")
    for spec in present["ambassador_requests"]:
        if not AmbassadorRequest.objects.filter(email=spec["email"]).exists():
            asked = AmbassadorRequest(
                name=spec["name"],
                email=spec["email"],
                institution=named(Institution, spec["institution"]),
                job_title=spec["job_title"],
                motivation=spec["motivation"].strip(),
                asked_at=moment(spec["in_days"]),
            )
            sent_in(spec, asked, "ambassador")


def sent_in(spec, row, kind):
    """As if somebody used the form, and confirmed it some minutes later where the demo says so."""
    confirm.ask(row, kind=kind, why="iemand dit adres invulde in de oefenomgeving")
    if spec["confirmed"]:
        confirm.settle(row, kind=kind)
        at = moment(spec["in_days"]) + timedelta(minutes=7)
        type(row).objects.filter(pk=row.pk).update(confirmed_at=at)
