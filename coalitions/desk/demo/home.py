"""The demo of what goes home: taken from a coalition, asked of quality care, told to makers."""

import csv
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from coalitions.briefs.models import Coalition
from coalitions.desk.demo.reading import HERE, moment
from coalitions.members import actions as members
from coalitions.members.models import TakeBack
from frameworks.definitions.models import Framework
from frameworks.reports import actions as reports
from frameworks.reports.models import PracticeCard, RoleScore
from frameworks.teams import actions as teams
from frameworks.teams.models import QualityAsk, Trajectory
from frameworks.teams.models.quality import OFFICER
from knw_portal.documents.pdf import to_pdf
from knw_portal.documents.structure import Document, paragraphs, plain
from knw_portal.people.demo import PEOPLE
from knw_portal.people.models import GroupMember, User


def load_home(specs):
    load_take_backs(specs["take_backs"])
    load_asks(specs["asks"])
    load_card(specs["card"])
    load_role_scores(specs["role_scores"])


def people_of(slug):
    """Who takes part in a coalition today, of schools that do not exist: no real one is said to
    have said anything."""
    places = GroupMember.objects.current().filter(group__coalition__slug=slug)
    with (HERE / "institutions.csv").open() as file:
        invented = [row["name"] for row in csv.DictReader(file) if row["invented"] == "true"]
    found = places.filter(user__institution__name__in=invented, role__in=["member", "lead"])
    return [place.user for place in found.select_related("user").order_by("since", "pk")]


def load_take_backs(specs):
    if TakeBack.objects.exists():
        return
    for spec in specs:
        people = people_of(spec["coalition"])
        if not people:
            continue
        by = people[spec["person"] % len(people)]
        row = TakeBack(
            coalition=Coalition.objects.get(slug=spec["coalition"]),
            institution_id=by.institution_id,
            by=by,
            text=spec["text"],
            at=moment(spec["in_days"]),
        )
        members.take_home(row, by=by)


def load_asks(specs):
    """The first is for whoever picks it up; the second was, and reads along."""
    if QualityAsk.objects.exists():
        return
    lead = User.objects.get(email=PEOPLE["team_member"])
    officer = User.objects.filter(institution=lead.institution_id, function__code=OFFICER).first()
    started = Trajectory.objects.filter(started_by=lead).order_by("pk")
    for trajectory, spec in zip(started, specs, strict=False):
        ask = teams.ask_quality(trajectory, person=None, text=spec["text"], by=lead)
        if officer and spec.get("let_in"):
            teams.pick_up_quality(ask, by=officer)
            teams.let_quality_in(ask, by=lead)


def load_card(spec):
    people = people_of(spec["coalition"])
    if not people or PracticeCard.objects.filter(title=spec["title"]).exists():
        return
    group = Coalition.objects.get(slug=spec["coalition"]).group
    texts = {name: spec[name] for name in PracticeCard.TEXTS if name in spec}
    card = PracticeCard(of_group=group, is_named=True, **texts)
    reports.draft_card(card, by=people[0])
    steps = Document(title=plain(spec["title"]), blocks=tuple(paragraphs(plain(spec["approach"]))))
    upload = SimpleUploadedFile(spec["file"], to_pdf(steps))
    reports.add_card_files(card, [upload], by=people[0])
    reports.publish_card(card, version=card.version, by=people[0])


def load_role_scores(specs):
    """Of invented people of last month, so that the makers see figures."""
    if RoleScore.objects.exists():
        return
    invented = User.objects.with_account().filter(email__endswith="@example.org").order_by("-pk")
    people = iter(invented)
    for spec in specs:
        framework = Framework.objects.filter(code=spec["framework"]).first()
        for number, (score, by) in enumerate(zip(spec["supports"], people, strict=False)):
            told = reports.score_in_role(
                framework,
                role=spec["role"],
                supports=score,
                text=spec.get("text", "") if number == 0 else "",
                by=by,
            )
            RoleScore.objects.filter(pk=told.pk).update(at=now() - timedelta(days=40))
