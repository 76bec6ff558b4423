"""What a page costs: its queries, its time, and the time of its heaviest query on its own."""

from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

from django import forms
from django.conf import settings
from django.db import connection
from django.template import Context
from django.template.defaulttags import ForNode
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from coalitions.desk.bench.answers import FRAMEWORK
from coalitions.themes.models import RollEntry, ThemeRound
from frameworks.definitions.models import FrameworkVersion
from frameworks.teams.models import AnswerFields, Conversation, Trajectory
from frameworks.teams.pages import sections_of
from knw_portal.people.demo import PEOPLE
from knw_portal.people.models import User

# How many times longer a page may take with years of work behind it. Room for a busy machine:
# a page that reads the whole history takes a hundred times longer.
SLOWER = 3
# All questions of a set are one template. With a widget to a field, as forms do it, they take
# several times as much; more than this part of that and ours has become such a form.
OF_WIDGETS = 0.5
FORM = "frameworks/teams/conversation_detail.html"


@dataclass(frozen=True)
class Page:
    name: str
    who: str  # of the practice portal; empty for a visitor
    url: str
    # Counts what lies behind it by itself: then it may take up to SLOWER times its bare SQL.
    counts: bool = False


def pages():
    """The pages we hold to it, as they stand in the demo."""
    entry = RollEntry.objects.filter(
        institution__role__user__email=PEOPLE["ambassador"],
        round__in=ThemeRound.objects.voting(now()),
    ).first()
    voting = entry.round.school_year
    counted = ThemeRound.objects.filter(title="Vroeger").order_by("pk").first().school_year
    coalitions = reverse("coalition_list")
    ballot = {"school_year": voting, "institution": entry.institution.slug}
    return [
        Page("home", "", reverse("home")),
        Page("coalition_list", "", coalitions),
        Page("coalition_detail", "", reverse("coalition_detail", args=["flexibilisering"])),
        Page("search", "", f"{coalitions}?q=flexibilisering"),
        Page("search, misspelt", "", f"{coalitions}?q=flexibilisring"),
        Page("round_detail", "ambassador", reverse("round_detail", args=[voting])),
        Page("ballot_edit", "ambassador", reverse("ballot_edit", kwargs=ballot)),
        Page("result_detail", "ambassador", reverse("result_detail", args=[counted])),
        Page("mine", "facilitator", reverse("mine")),
        Page("bureau", "bureau", reverse("bureau")),
        Page("person_list", "bureau", reverse("person_list")),
        Page("interest_list", "bureau", reverse("interest_list")),
        Page("mail_list", "bureau", reverse("mail_list")),
        *school_pages(),
        Page(
            "conversation_detail",
            "team_member",
            reverse("conversation_detail", args=[open_conversation().pk]),
        ),
    ]


def school_pages():
    """What an ambassador sees of the teams of the institution, with all their answers behind it."""
    team = Trajectory.objects.filter(
        team__institution__role__user__email=PEOPLE["ambassador"],
        framework_version__framework__code=FRAMEWORK,
        conversations__sharings__isnull=False,
    ).first()
    school, framework = team.team.institution.slug, team.framework_version.framework.slug
    talk = team.conversations.first()
    arguments = {
        "school_teams": [school],
        "school_framework": [school, framework],
        "school_team": [school, team.pk],
        "school_talk": [school, talk.pk],
    }
    for name, args in arguments.items():
        yield Page(name, "ambassador", reverse(name, args=args), counts=True)


def open_conversation():
    mine = {"trajectory__team__group__members__user__email": PEOPLE["team_member"]}
    return Conversation.objects.filter(closed_at=None, **mine).first()


def measure(page, times):
    """The queries of a page, and the median in ms of it and of its heaviest query."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    if page.who:
        client.force_login(User.objects.get(email=PEOPLE[page.who]))

    def ask():
        response = client.get(page.url, secure=True)
        if response.status_code != 200:
            raise RuntimeError(f"{page.url}: {response.status_code}")

    ask()  # templates, connection and session are in memory from now on
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    took = spent(ask, times)
    bare = [milliseconds(asker(sql), 3) for sql in queries]
    return {
        "queries": len(queries),
        "ms": round(median(took), 2),
        "best_ms": round(min(took), 2),
        "cpu_ms": milliseconds(ask, times, process_time),
        "sql_ms": max(bare, default=0),
        "all_sql_ms": round(sum(bare), 2),
    }


def asker(sql):
    """A question put to the database without Django around it; what would write is not put."""

    def ask():
        if sql.lstrip().startswith(("SELECT", "WITH")):
            with connection.cursor() as cursor:
                cursor.execute(sql)
                cursor.fetchall()

    return ask


def milliseconds(deed, times, clock=perf_counter):
    return round(median(spent(deed, times, clock)), 2)


def spent(deed, times, clock=perf_counter):
    """How many ms a deed took, so many times."""
    took = []
    for _ in range(times):
        began = clock()
        deed()
        took.append(1000 * (clock() - began))
    return took


def over(one, other):
    return round(one / other, 2) if other else None


def form_of_a_set(times):
    """What the questions of a whole set take of the processor, in our template and in widgets."""
    version = FrameworkVersion.objects.newest().first()
    conversation = Conversation(pk=1)
    conversation.sections = lambda: version.definition["sections"]
    sections = sections_of(conversation, {})
    blocks = [block for section in sections for block in section["blocks"]]
    template = get_template(FORM).template
    [questions, *_] = template.nodelist.get_nodes_by_type(ForNode)
    form = form_of_widgets(blocks)

    def ours():
        context = Context(
            {"sections": sections, "count": len(blocks), "conversation": conversation}
        )
        with context.bind_template(template):
            questions.render_annotated(context)

    line = {
        "page": f"{len(blocks)} questions",
        "form_ms": milliseconds(ours, times, process_time),
        "widgets_ms": milliseconds(form.render, times, process_time),
    }
    part = over(line["form_ms"], line["widgets_ms"])
    broken = [f"{part} of the time of widgets"] if part > OF_WIDGETS else []
    return {**line, "of_widgets": part, "broken": broken}


def form_of_widgets(blocks):
    """The same fields as a form of Django's: what we would have without a template of our own."""
    form = forms.Form()
    for block in blocks:
        points = [(point["code"], point["text"]) for point in block["question"]["points"]]
        for name, field in {
            "choices": forms.ChoiceField(choices=points, widget=forms.RadioSelect),
            "text": forms.CharField(widget=forms.Textarea, label=block["question"]["text"]),
            "basis": forms.ChoiceField(
                choices=AnswerFields.Basis.choices, widget=forms.RadioSelect
            ),
            "reason": forms.CharField(),
        }.items():
            form.fields[f"{block['code']}-{name}"] = field
    return form


def refresh_statistics():
    """What the database knows about its tables, which it would find out by itself in a minute."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def compare(page, small, large):
    """One line: what a page costs with little and with much behind it, and what is wrong."""
    line = {
        "page": page.name,
        "queries": [small["queries"], large["queries"]],
        "ms": [small["ms"], large["ms"]],
        # Of the quickest of each: what else the machine does only ever adds.
        "ratio": over(large["best_ms"], small["best_ms"]),
        "cpu_ms": large["cpu_ms"],
        "sql_ms": large["sql_ms"],
        "over_sql": over(large["ms"], large["sql_ms"]),
    }
    if page.counts:
        line["over_all_sql"] = over(large["ms"], large["all_sql_ms"])
    return {**line, "broken": list(complaints(line))}


def complaints(line):
    small, large = line["queries"]
    if small != large:
        yield f"{small} queries became {large}"
    if line["ratio"] > SLOWER and line.get("over_all_sql", SLOWER + 1) > SLOWER:
        yield f"{line['ratio']} times slower, at most {SLOWER} is allowed"
