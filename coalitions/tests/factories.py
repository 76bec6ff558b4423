"""Rows for tests: required fields only, no surprises."""

from datetime import UTC, datetime, timedelta

import factory
import pgtrigger
from django.utils.timezone import localdate, now

from coalitions.briefs import actions as briefs
from coalitions.briefs.models import Coalition, Consultation, Memo
from coalitions.members.models import Application, Interest
from coalitions.outputs.actions import outputs
from coalitions.outputs.models import (
    Collection,
    Delivery,
    InterviewNote,
    Output,
    OutputKind,
    OutputVersion,
)
from coalitions.sessions.models import ActionItem, AgendaItem, Attendance, Session
from coalitions.themes import actions as themes
from coalitions.themes.models import (
    EarlierWork,
    Idea,
    Meeting,
    MeetingGuest,
    Theme,
    ThemeComment,
    ThemeRound,
)
from frameworks.definitions import actions as frameworks
from frameworks.definitions.definition import questions_of
from frameworks.definitions.models import FrameworkVersion
from knw_portal.log import LogEntry
from knw_portal.tests.factories import GroupFactory, InstitutionFactory, RoleFactory, UserFactory


class ThemeRoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ThemeRound

    school_year = factory.Sequence(lambda n: f"{2030 + n}-{2031 + n}")
    title = "Nieuwe thema’s"


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme

    round = factory.SubFactory(ThemeRoundFactory)
    title = factory.Sequence("Thema {}".format)
    issue = "Het vraagstuk"
    urgency = "Waarom nu"
    origin = Theme.Origin.AMBASSADOR


class ThemeCommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ThemeComment

    theme = factory.SubFactory(ThemeFactory)
    by = factory.SubFactory(UserFactory)
    text = factory.Sequence("Reactie {}".format)


def check_earlier_work(round, *, by):
    """What was done before is noted with every theme that has no such note."""
    EarlierWork.objects.bulk_create(
        EarlierWork(
            theme=theme, looked_at="De coalities", verdict="new", conclusion="Nieuw", checked_by=by
        )
        for theme in round.themes.unchecked()
    )


def a_vote(*, schools=3, options=3, **values):
    """A round whose vote is open, with this many institutions, each with an ambassador."""
    round = ThemeRoundFactory(
        **{
            "proposals_close_at": now() - timedelta(days=7),
            "vote_opens_at": now() - timedelta(days=3),
            "vote_closes_at": now() + timedelta(days=12),
            **values,
        }
    )
    for _ in range(options):
        ThemeFactory(round=round)
    for _ in range(schools):
        RoleFactory(kind="ambassador", institution=InstitutionFactory())
    bureau = RoleFactory(kind="bureau").user
    check_earlier_work(round, by=bureau)
    themes.open_vote(round, by=bureau)
    return round


def close_vote(round, *, at=None):
    """Move the close into the past, which nobody but a test can; a last extension goes along."""
    at = at or now() - timedelta(minutes=5)
    last = round.extensions.last()
    with pgtrigger.ignore(
        "coalitions.ThemeRound:close_moves_on",
        "coalitions.Extension:put_off_is_written",
        "knw_portal.LogEntry:log_is_for_ever",
    ):
        ThemeRound.objects.filter(pk=round.pk).update(vote_closes_at=at)
        if last:
            last.closes_at, last.closed_at = at, min(last.closed_at, at - timedelta(hours=1))
            last.save(update_fields=["closes_at", "closed_at"])
            logged = LogEntry.objects.filter(action="vote.extended", details__extension=last.pk)
            logged.update(details={"extension": last.pk, "digest": last.digest})
    round.refresh_from_db()


class MeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Meeting

    round = factory.SubFactory(ThemeRoundFactory)
    starts_at = factory.LazyFunction(lambda: now() + timedelta(days=30))
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + timedelta(hours=3))


class MeetingGuestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MeetingGuest

    meeting = factory.SubFactory(MeetingFactory)
    user = factory.SubFactory(UserFactory)
    institution = factory.SubFactory(InstitutionFactory)


class CoalitionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Coalition

    title = factory.Sequence("Coalitie {}".format)
    slug = factory.Sequence("coalitie-{}".format)
    school_year = "2030-2031"
    group = factory.SubFactory(GroupFactory)
    central_question = "Wat willen we weten?"
    published_at = datetime(2026, 1, 1, tzinfo=UTC)


def a_consultation(*, coalition=None, days=14, **values):
    """A round of comments that is open now, with the version of the brief it began with."""
    consultation = Consultation(
        coalition=coalition or CoalitionFactory(published_at=None),
        closes_on=localdate() + timedelta(days=days),
        **values,
    )
    briefs.open_consultation(consultation, by=RoleFactory(kind="bureau").user)
    return consultation


class MemoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Memo

    round = factory.SubFactory(ThemeRoundFactory)
    subject = factory.Sequence("Onderwerp {}".format)


class InterestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Interest

    name = factory.Sequence("Belangstellende {}".format)
    email = factory.Sequence("belangstellende{}@example.org".format)


class IdeaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Idea

    title = factory.Sequence("Idee {}".format)
    issue = "Een vraagstuk van meer scholen"
    name = factory.Sequence("Gever {}".format)
    email = factory.Sequence("gever{}@example.org".format)


class ApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Application

    coalition = factory.SubFactory(CoalitionFactory, phase="recruiting")
    user = factory.SubFactory(UserFactory)
    brings = "Een goede vraag"


class SessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Session

    coalition = factory.SubFactory(CoalitionFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence("Bijeenkomst {}".format)
    starts_at = factory.LazyFunction(lambda: now() + timedelta(days=30))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=3))


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaItem

    session = factory.SubFactory(SessionFactory)
    title = factory.Sequence("Agendapunt {}".format)


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory)
    user = factory.SubFactory(UserFactory)


class ActionItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ActionItem

    session = factory.SubFactory(SessionFactory)
    user = factory.SubFactory(UserFactory)
    what = factory.Sequence("Actie {}".format)
    due_on = factory.LazyFunction(lambda: localdate() + timedelta(days=14))


class CollectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Collection

    coalition = factory.SubFactory(CoalitionFactory)
    title = factory.Sequence("Uitvraag {}".format)
    question = "Schrijf op wat jullie doen."
    due_on = factory.LazyFunction(lambda: localdate() + timedelta(days=20))


class SentCollectionFactory(CollectionFactory):
    sent_at = factory.LazyFunction(now)
    asked_at = factory.SelfAttribute("sent_at")
    sent_by = factory.SubFactory(UserFactory)


TALK = """
sets:
- code: PRAAT
  titel: Praten op school
  onderdelen:
  - {titel: Openen, doel: Laten vertellen., stappen: [Zeg waarom je het vraagt.]}
  - {titel: Wegen, doel: Horen wat telt.}
  vragen:
  - {code: PRAAT-01, onderdeel: Openen, kern: true, type: open, vraag: "Wat heb je nodig?"}
  - {code: PRAAT-02, onderdeel: Openen, type: open, vraag: "Hoe ging het vorig jaar?",
     hulp: "Vraag naar één keer."}
  - {code: PRAAT-03, onderdeel: Wegen, kern: true, type: keuze_meer, vraag: "Wat zou je gebruiken?",
     opties: [Een kaart, Tijd]}
"""


def a_set():
    """A published set with questions for a talk; one in the whole portal."""
    published = FrameworkVersion.objects.published().filter(framework__code="PRAAT")
    if not published.exists():
        draft = frameworks.import_framework(TALK, group=GroupFactory(), by=None)
        frameworks.publish_version(draft, by=None)
    return published.select_related("framework").get()


class DeliveryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Delivery

    collection = factory.SubFactory(SentCollectionFactory)
    institution = factory.SubFactory(InstitutionFactory)


class NotesCollectionFactory(SentCollectionFactory):
    """Asked for notes of talks, with every question of a small set."""

    asks = Collection.Asks.NOTES
    framework_version = factory.LazyFunction(a_set)
    concepts = factory.LazyAttribute(
        lambda one: [question["concept"] for question in questions_of(one.framework_version.shown)]
    )


class InterviewNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InterviewNote

    delivery = factory.SubFactory(
        DeliveryFactory, collection=factory.SubFactory(NotesCollectionFactory)
    )
    by = factory.SubFactory(UserFactory)
    role = "team"
    function = "docent"


def a_draft(*, by=None, files=(), **values):
    """An output that is begun, with all that it needs to be published."""
    kind, _ = OutputKind.objects.get_or_create(name=values.pop("kind", "handreiking"))
    coalition = values.pop("coalition", None) or CoalitionFactory()
    texts = {"how_to_use": "Begin ermee.", "audience": "Teams", "body": "De tekst.", **values}
    face = {
        "title": texts.pop("title", f"Opbrengst {Output.objects.count() + 1}"),
        "summary": texts.pop("summary", "Een samenvatting"),
    }
    output = Output(coalition=coalition, kind=kind, **face)
    by = by or UserFactory()
    version = outputs.start_output(output, by=by)
    OutputVersion.objects.filter(pk=version.pk).update(**texts)
    version.refresh_from_db()
    if files:
        outputs.add_files(version, files, by=by)
        version.refresh_from_db()
    return version


def an_output(**values):
    """An output that stands in the library."""
    version = a_draft(**values)
    outputs.publish_version(version, seen=version.stand, by=UserFactory())
    return Output.objects.get(pk=version.output_id)
