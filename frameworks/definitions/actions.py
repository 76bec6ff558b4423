"""What happens with frameworks: read from a file, published."""

from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now

from frameworks.definitions.axes import AXES
from frameworks.definitions.definition import definition_of, questions_of, sha256
from frameworks.definitions.models import (
    Axis,
    AxisValue,
    Concept,
    Framework,
    FrameworkVersion,
    Question,
    QuestionAxis,
    Scale,
    ScalePoint,
    Section,
)
from frameworks.definitions.reading import Unreadable, read
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.search import actions as search

OWN_SETS = Path(__file__).parent / "data" / "question-sets.yaml"
SHIPPED = ("FLEX",)


def load_axes():
    """The axes and their values as rows; run again, it only adds what is missing."""
    for number, (code, (_, name, values)) in enumerate(AXES.items()):
        axis, _ = Axis.objects.get_or_create(code=code, defaults={"name": name, "number": number})
        for place, (value, _, label) in enumerate(values):
            AxisValue.objects.get_or_create(
                axis=axis, code=value, defaults={"name": label, "number": place}
            )


@transaction.atomic
def import_framework(text, *, group, by, code=None):
    """Make the draft of a framework out of a file; a draft that stood there is replaced.

    Raises Unreadable with everything that is wrong. Of a file with several sets, `code` chooses.
    """
    content = read(text, code)
    load_axes()
    framework = Framework.objects.select_for_update().filter(code=content["code"]).first()
    if framework is None:
        if Framework.objects.filter(slug=content["slug"]).exists():
            raise Unreadable([f"Er is al een raamwerk dat ‘{content['title']}’ heet."])
        framework = Framework.objects.create(
            code=content["code"], slug=content["slug"], title=content["title"], group=group
        )
    elif framework.group_id != group.pk:
        raise Unreadable([f"Het raamwerk met code ‘{framework.code}’ is van een andere groep."])
    drop_draft(framework)
    version = FrameworkVersion.objects.create(framework=framework)
    fill(version, content)
    log.write("framework.imported", framework, by=by, version=version.pk)
    return version


def drop_draft(framework):
    for version in framework.versions.filter(status=FrameworkVersion.DRAFT):
        for model in (QuestionAxis, Question, ScalePoint, Scale, Section):
            model.objects.filter(version=version).delete()
        version.delete()


def fill(version, content):
    """The rows of a version, some inserts in all."""
    questions = content["questions"]
    concepts = concepts_of(version.framework, [question["code"] for question in questions])
    before = last_asked(version.framework)
    titles = dict(question["section"] for question in questions)
    sections = {
        code: Section(version=version, code=code, title=title, number=number)
        for number, (code, title) in enumerate(titles.items(), start=1)
    }
    Section.objects.bulk_create(sections.values())
    rows, scales, points, places = [], [], [], []
    values = {(value.axis.code, value.code): value for value in all_values()}

    def scale(code, given):
        if not given:
            return None
        made = Scale(version=version, code=code)
        scales.append(made)
        points.extend(
            ScalePoint(version=version, scale=made, number=number, **point)
            for number, point in enumerate(given, start=1)
        )
        return made

    for number, one in enumerate(questions, start=1):
        question = Question(
            version=version,
            section=sections[one["section"][0]],
            concept=concepts[one["code"]],
            number=number,
            kind=one["kind"],
            text=one["text"],
            help=one["help"],
            is_core=one["core"],
            scale=scale(one["code"], one["points"]),
            lines=scale(f"{one['code']}-rijen", one["lines"]),
            equivalence=equivalence(one, before),
        )
        rows.append(question)
        places += [
            QuestionAxis(version=version, question=question, value=values[axis, code])
            for axis, codes in one["axes"].items()
            for code in codes
        ]
    Scale.objects.bulk_create(scales)
    ScalePoint.objects.bulk_create(points)
    Question.objects.bulk_create(rows)
    QuestionAxis.objects.bulk_create(places)
    FrameworkVersion.objects.filter(pk=version.pk).update(question_count=len(rows))


def concepts_of(framework, codes):
    """A concept for each code: the one of an earlier version, or a new one."""
    known = {concept.code: concept for concept in framework.concepts.all()}
    fresh = [Concept(framework=framework, code=code) for code in codes if code not in known]
    Concept.objects.bulk_create(fresh)
    return known | {concept.code: concept for concept in fresh}


def all_values():
    return AxisValue.objects.select_related("axis")


def last_asked(framework):
    """The questions of the newest published version, by code."""
    version = framework.versions.published().order_by("-number").first()
    return {one["code"]: one for one in questions_of(version.definition)} if version else {}


def equivalence(one, before):
    """New, or the same to the letter, or else changed: who calls it equivalent must say so."""
    earlier = before.get(one["code"])
    if earlier is None:
        return Question.Equivalence.NEW
    parts = ("kind", "text", "points", "lines")
    same = all(earlier[part] == one[part] for part in parts)
    return Question.Equivalence.IDENTICAL if same else Question.Equivalence.CHANGED


@transaction.atomic
def publish_version(version, *, by):
    """Number a draft and keep it as it is for ever; from here on teams can choose it.

    Raises Stale when it was published or replaced meanwhile, Unreadable when nothing is asked.
    """
    # Who publishes the same framework at once waits here, so that numbers are given one by one;
    # the lock on the version waits for who still writes in it.
    framework = Framework.objects.select_for_update().get(pk=version.framework_id)
    FrameworkVersion.objects.select_for_update().filter(pk=version.pk).first()
    definition = definition_of(version)
    if not questions_of(definition):
        raise Unreadable(["Dit raamwerk heeft nog geen vragen."])
    numbers = framework.versions.aggregate(highest=Max("number"))
    moved = FrameworkVersion.objects.filter(pk=version.pk, status=FrameworkVersion.DRAFT).update(
        status=FrameworkVersion.PUBLISHED,
        number=(numbers["highest"] or 0) + 1,
        definition=definition,
        sha256=sha256(definition),
        question_count=len(questions_of(definition)),
        published_at=now(),
        published_by=by,
    )
    if not moved:
        raise Stale(version)
    version.refresh_from_db()
    log.write("framework.published", framework, by=by, number=version.number)
    search.index(
        log.key(framework),
        kind="raamwerk",
        title=framework.title,
        text="\n".join(question["text"] for question in questions_of(definition)),
        url=framework.get_absolute_url(),
        is_public=True,
    )


@transaction.atomic
def load_frameworks(*, group, by):
    """Import and publish the sets that come with the portal, each once."""
    for code in SHIPPED:
        if not Framework.objects.filter(code=code, versions__number__isnull=False).exists():
            version = import_framework(OWN_SETS.read_text(), code=code, group=group, by=by)
            publish_version(version, by=by)
