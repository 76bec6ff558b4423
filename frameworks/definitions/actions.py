"""What happens with frameworks: read from a file, published."""

import uuid
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now

from frameworks.definitions.axes import AXES, INSIGHT
from frameworks.definitions.checking import problems_of
from frameworks.definitions.definition import axes_of, definition_of, questions_of, sha256
from frameworks.definitions.errata import is_only_spelling, texts_of
from frameworks.definitions.files import from_yaml, read
from frameworks.definitions.models import (
    Axis,
    AxisValue,
    Concept,
    Erratum,
    Framework,
    FrameworkVersion,
    QualityObject,
    Question,
    QuestionAxis,
    Scale,
    ScalePoint,
    Section,
)
from frameworks.definitions.reading import Unreadable, read_set
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.search import actions as search

OWN_SETS = Path(__file__).parent / "data" / "question-sets.yaml"
SHIPPED = ("FLEX", "TAZ", "INP", "DATA", "HB")
# The identity of a question follows from the codes of its framework and its own: the same file
# has the same fingerprint in every portal.
CONCEPTS = uuid.UUID("6f3b3c1e-52a3-4c59-9a3c-2f1d7a0c8e11")


def load_axes():
    """The axes and their values as rows; run again, it only adds what is missing."""
    for number, (code, (_, name, values)) in enumerate(AXES.items()):
        axis, _ = Axis.objects.get_or_create(code=code, defaults={"name": name, "number": number})
        for place, (value, _, label) in enumerate(values):
            AxisValue.objects.get_or_create(
                axis=axis, code=value, defaults={"name": label, "number": place}
            )


@transaction.atomic
def rename_insights(names, *, seen, by):
    """What the ten insights are called from now on, everywhere they are shown. Their codes stay.

    Raises Stale when they were called otherwise than `seen`, {code: name}.
    """
    rows = AxisValue.objects.select_for_update().filter(axis__code=INSIGHT)
    if {row.code: row.name for row in rows} != seen:
        raise Stale(rows)
    for row in rows:
        if row.name != names[row.code]:
            AxisValue.objects.filter(pk=row.pk).update(name=names[row.code])
            log.write("insight.renamed", row, by=by, code=row.code)


def import_framework(content, *, group, by, code=None):
    """Make the draft of a framework out of a file; a draft that stood there is replaced.

    Raises Unreadable with everything that is wrong. Of a file with several sets, `code` chooses.
    """
    return make_draft(read(content, code), group=group, by=by)


@transaction.atomic
def make_draft(content, *, group, by):
    """The draft of a framework from what was read and checked."""
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
    elif framework.title != content["title"]:
        raise Unreadable(
            [f"Het raamwerk met code ‘{framework.code}’ heet ‘{framework.title}’; dat blijft zo."]
        )
    drop_draft(framework)
    version = FrameworkVersion.objects.create(framework=framework)
    fill(version, content)
    log.write("framework.imported", framework, by=by, version=version.pk)
    return version


@transaction.atomic
def begin_next_version(version, *, by):
    """A draft that asks the same as a published version, with its spelling mended.

    Raises Stale when somebody else has begun one.
    """
    framework = Framework.objects.select_for_update().get(pk=version.framework_id)
    if framework.versions.filter(status=FrameworkVersion.DRAFT).exists():
        raise Stale(framework)
    draft = FrameworkVersion.objects.create(framework=framework)
    fill(draft, content_of(version.shown))
    log.write("framework.next_begun", framework, by=by, number=version.number)
    return draft


def content_of(definition):
    """A definition as `fill` takes it."""
    return {
        "audience": definition["audience"],
        "sections": [
            {part: value for part, value in section.items() if part != "questions"}
            for section in definition["sections"]
        ],
        "questions": [
            {**question, "section": section["title"]}
            for section in definition["sections"]
            for question in section["questions"]
        ],
    }


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
    sections = {
        section["title"]: Section(version=version, number=number, **section)
        for number, section in enumerate(content["sections"], start=1)
    }
    Section.objects.bulk_create(sections.values())
    rows, scales, points, places = [], [], [], []
    values = {(value.axis.code, value.code): value for value in all_values()}
    objects = quality_objects(questions)

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
            section=sections[one["section"]],
            concept=concepts[one["code"]],
            number=number,
            kind=one["kind"],
            text=one["text"],
            help=one["help"],
            source=one["source"],
            is_core=one["core"],
            about=objects[one["about"]["code"]] if "about" in one else None,
            scale=scale(one["code"], one["points"]),
            when_concept=concepts[one["when"]["question"]] if "when" in one else None,
            when_points=one["when"]["is"] if "when" in one else [],
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
    FrameworkVersion.objects.filter(pk=version.pk).update(
        question_count=len(rows), audience=content["audience"], axes=sorted(axes_of(questions))
    )


def concepts_of(framework, codes):
    """A concept for each code: the one of an earlier version, or a new one."""
    known = {concept.code: concept for concept in framework.concepts.all()}
    fresh = [
        Concept(id=uuid.uuid5(CONCEPTS, f"{framework.code}/{code}"), framework=framework, code=code)
        for code in codes
        if code not in known
    ]
    Concept.objects.bulk_create(fresh)
    return known | {concept.code: concept for concept in fresh}


def quality_objects(questions):
    """The rows that these questions name, by code; no query where none does."""
    codes = {one["about"]["code"] for one in questions if "about" in one}
    return {row.code: row for row in QualityObject.objects.filter(code__in=codes)} if codes else {}


def all_values():
    return AxisValue.objects.select_related("axis")


def last_asked(framework):
    """The questions of the newest version that was ever published, by code."""
    version = framework.versions.exclude(number=None).order_by("-number").first()
    return {one["code"]: one for one in questions_of(version.definition)} if version else {}


def equivalence(one, before):
    """What comparing says: new, the same to the letter, spelled otherwise, or else changed."""
    kinds = Question.Equivalence
    earlier = before.get(one["code"])
    if earlier is None:
        return kinds.NEW
    if is_same(one, earlier):
        return kinds.IDENTICAL
    return kinds.EQUIVALENT if is_alike(one, earlier) else kinds.CHANGED


def is_same(one, earlier):
    parts = ("kind", "text", "points", "lines", "when")
    return all(earlier.get(part) == one.get(part) for part in parts)


def is_alike(one, earlier):
    """The same choices, and texts that differ in spelling only."""

    def shape(question):
        points = [*question["points"], *question["lines"]]
        return question["kind"], [(point["code"], point["value"]) for point in points]

    def texts(question):
        return [question["text"], *(p["text"] for p in question["points"] + question["lines"])]

    return shape(one) == shape(earlier) and all(
        is_only_spelling(old, new) for old, new in zip(texts(earlier), texts(one), strict=True)
    )


@transaction.atomic
def publish_version(version, *, by, equivalences=None):
    """Number a draft and keep it as it is for ever; from here on teams can choose it.

    `equivalences` says by code of a question how it compares with the version before; where it is
    silent, what comparing said holds. Raises Stale when the draft was published or replaced
    meanwhile, Unreadable when nothing is asked or something is called the same that is not.
    """
    # Who publishes the same framework at once waits here, so that numbers are given one by one;
    # the lock on the version waits for who still writes in it.
    framework = Framework.objects.select_for_update().get(pk=version.framework_id)
    FrameworkVersion.objects.select_for_update().filter(pk=version.pk).first()
    definition = definition_of(version)
    questions = questions_of(definition)
    if version.is_draft and (problems := problems_of(version, definition)):
        raise Unreadable([problem.text for problem in problems])
    call(version, questions, last_asked(framework), equivalences or {})
    numbers = framework.versions.aggregate(highest=Max("number"))
    moved = FrameworkVersion.objects.filter(pk=version.pk, status=FrameworkVersion.DRAFT).update(
        status=FrameworkVersion.PUBLISHED,
        number=(numbers["highest"] or 0) + 1,
        definition=definition,
        sha256=sha256(definition),
        question_count=len(questions),
        published_at=now(),
        published_by=by,
    )
    if not moved:
        raise Stale(version)
    version.refresh_from_db()
    log.write("framework.published", framework, by=by, number=version.number)
    make_findable(framework)


def call(version, questions, before, equivalences):
    """Write down how each question compares, where a person says other than comparing did."""
    wrong, chosen = [], {}
    for one in questions:
        said = equivalences.get(one["code"])
        earlier = before.get(one["code"])
        if said is None:
            continue
        if said == Question.Equivalence.IDENTICAL and not (earlier and is_same(one, earlier)):
            wrong.append(f"{one['code']} is niet letterlijk hetzelfde als in de vorige versie.")
        elif said != Question.Equivalence.NEW and earlier is None:
            wrong.append(f"{one['code']} stond niet in de vorige versie en is dus nieuw.")
        else:
            chosen.setdefault(said, []).append(one["concept"])
    if wrong:
        raise Unreadable(wrong)
    if version.is_draft:
        for said, concepts in chosen.items():
            Question.objects.filter(version=version, concept__in=concepts).update(equivalence=said)


def make_findable(framework):
    """What teams can choose now is found by everybody; what was withdrawn, by nobody."""
    version = framework.versions.published().order_by("-number").first()
    if version is None:
        search.forget(log.key(framework))
        return
    search.index(
        log.key(framework),
        kind="raamwerk",
        title=framework.title,
        text="\n".join(question["text"] for question in questions_of(version.shown)),
        url=framework.get_absolute_url(),
        is_public=True,
    )


@transaction.atomic
def withdraw_version(version, *, by):
    """No team begins with it any more. It stays readable, and who uses it goes on.

    Raises Stale when it was withdrawn already.
    """
    framework = Framework.objects.select_for_update().get(pk=version.framework_id)
    moved = framework.versions.filter(pk=version.pk, status=FrameworkVersion.PUBLISHED).update(
        status=FrameworkVersion.WITHDRAWN
    )
    if not moved:
        raise Stale(version)
    log.write("framework.withdrawn", framework, by=by, number=version.number)
    make_findable(framework)


@transaction.atomic
def mend_spelling(version, texts, *, by):
    """Lay other spellings over texts of a published version, by place; its own text stays.

    Raises Unreadable where it is more than spelling: that is a next version.
    """
    if version.is_draft:
        raise Stale(version)
    shown = {place: where[part] for place, where, part in texts_of(version.shown)}
    changed = {place: text for place, text in texts.items() if text != shown[place]}
    problems = [
        f"‘{shown[place]}’: dit is meer dan een spelfout. Maak daarvoor een nieuwe versie."
        for place, text in changed.items()
        if not is_only_spelling(shown[place], text)
    ]
    if problems:
        raise Unreadable(problems)
    for place, text in changed.items():
        Erratum.objects.create(
            version=version, place=place, before=shown[place], after=text, made_by=by
        )
        log.write("framework.mended", version.framework, by=by, number=version.number, place=place)
    for remembered in ("mended", "shown"):
        vars(version).pop(remembered, None)
    if changed:
        make_findable(version.framework)
    return len(changed)


@transaction.atomic
def load_frameworks(*, group, by, codes=SHIPPED):
    """Import and publish the sets that come with the portal, or some of them, each once."""
    there = Framework.objects.filter(versions__number__isnull=False).values_list("code", flat=True)
    missing = set(codes) - set(there)
    for raw in from_yaml(OWN_SETS.read_text()) if missing else ():
        if raw["code"] in missing:
            publish_version(make_draft(read_set(raw), group=group, by=by), by=by)
