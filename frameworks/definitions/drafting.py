"""A draft written in the browser, part by part: nobody's words are lost, no condition is broken."""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from frameworks.definitions.actions import concepts_of, equivalence, last_asked, load_axes
from frameworks.definitions.conditions import faults
from frameworks.definitions.definition import axes_of, definition_of, questions_of
from frameworks.definitions.models import (
    AxisValue,
    Framework,
    FrameworkVersion,
    QualityObject,
    Question,
    QuestionAxis,
    Scale,
    ScalePoint,
    Section,
)
from frameworks.definitions.reading import MOST_QUESTIONS, RESERVED, STEPS, points_of
from knw_portal import log
from knw_portal.forms import Stale

UP, DOWN = "op", "neer"
WITH_POINTS = {Question.Kind.SCALE, Question.Kind.ONE, Question.Kind.MANY}
WITH_LINES = {Question.Kind.TABLE, Question.Kind.GRID}


class Refused(Exception):
    """What was asked cannot be: `problems` says why. Nothing was changed."""

    def __init__(self, *problems):
        super().__init__("; ".join(problems))
        self.problems = problems


# --- beginning ----------------------------------------------------------------------------------


@transaction.atomic
def begin_framework(*, title, audience, group, by):
    """An empty draft of a new framework; its code and address are made of the title, once."""
    load_axes()
    slug = slugify(title)[:80]
    if Framework.objects.filter(slug=slug).exists():
        raise Refused(f"Er is al een raamwerk dat ‘{title}’ heet. Kies een andere titel.")
    if not slug or slug in RESERVED:
        raise Refused("Kies een titel met letters, en langer dan dit ene woord.")
    taken = {code.upper() for code in Framework.objects.values_list("code", flat=True)}
    framework = Framework.objects.create(
        code=code_for(slug, taken), slug=slug, title=title, group=group
    )
    FrameworkVersion.objects.create(framework=framework, audience=audience)
    log.write("framework.begun", framework, by=by)
    return framework


def code_for(slug, taken):
    """A short code that begins with a letter and that no other framework has."""
    letters = slug.upper().lstrip("0123456789-") or "SET"
    short = letters[:12].rsplit("-", 1)[0] if len(letters) > 12 else letters
    code, number = short.strip("-"), 1
    while code in taken:
        number += 1
        code = f"{short.strip('-')}-{number}"
    return code


# --- what every change goes through -------------------------------------------------------------


@contextmanager
def editing(version, *, by, part=""):
    """One change to a draft. Whoever changes it at the same time waits; a condition that the
    change would break stops it. Raises Stale when the draft is no more, Refused with the reasons.
    """
    with transaction.atomic():
        drafts = FrameworkVersion.objects.select_for_update().filter(
            pk=version.pk, status=FrameworkVersion.DRAFT
        )
        if not drafts.exists():
            raise Stale(version)
        before = set(faults(questions_of(definition_of(version))))
        yield
        renumber(version)
        definition = definition_of(version)
        questions = questions_of(definition)
        texts = {question["code"]: question["text"] for question in questions}
        broken = [one for one in faults(questions) if one not in before]
        if broken:
            raise Refused(*(f"‘{texts[code]}’: {why}" for code, why in broken))
        compare(version, questions)
        drafts.update(question_count=len(questions), axes=sorted(axes_of(questions)))
        log.write("framework.draft_changed", version.framework, by=by, part=part)


def renumber(version):
    """Sections and questions from one on, in the order in which they stand."""
    for rows in (
        Section.objects.filter(version=version).order_by("number", "pk"),
        Question.objects.filter(version=version).order_by("section__number", "number", "pk"),
    ):
        moved = []
        for number, row in enumerate(rows, start=1):
            if row.number != number:
                row.number = number
                moved.append(row)
        rows.model.objects.bulk_update(moved, ["number"])


def compare(version, questions):
    """How each question compares with the version before, as a proposal for publishing."""
    earlier, said = last_asked(version.framework), {}
    now = dict(Question.objects.filter(version=version).values_list("concept_id", "equivalence"))
    for question in questions:
        found = equivalence(question, earlier)
        if now.get(concept := question["concept"], "") != found:
            said.setdefault(found, []).append(concept)
    for found, concepts in said.items():
        Question.objects.filter(version=version, concept__in=concepts).update(equivalence=found)


def save_where_seen(row, seen, **columns):
    """The row as it now is, where nobody saved it since it was seen; else Stale."""
    rows = type(row).objects.filter(pk=row.pk, revision=row.revision)
    if seen != row.seen or not rows.update(revision=F("revision") + 1, **columns):
        raise Stale(row)


# --- sections -----------------------------------------------------------------------------------


def add_section(version, *, title, by):
    """A section at the end; its code is made of the title once, and stays."""
    with editing(version, by=by):
        sections = list(Section.objects.filter(version=version))
        refuse_same_title(title, sections)
        codes, base = {section.code for section in sections}, slugify(title)[:50]
        code, number = base, 1
        while code in codes:
            number += 1
            code = f"{base}-{number}"
        section = Section(version=version, code=code, title=title, number=len(sections) + 1)
        section.save()
    return section


def refuse_same_title(title, others):
    if not slugify(title):
        raise Refused("Een titel heeft letters of cijfers nodig.")
    if slugify(title) in {slugify(one.title) for one in others}:
        raise Refused(f"Er is al een onderdeel dat ‘{title}’ heet. Kies een andere titel.")


def edit_section(section, values, *, seen, by):
    with editing(section.version, by=by, part=section.code):
        others = Section.objects.filter(version=section.version).exclude(pk=section.pk)
        refuse_same_title(values["title"], others)
        save_where_seen(section, seen, **values)


def move_section(section, direction, *, by):
    """One place up or down; at the end it stays."""
    with editing(section.version, by=by, part=section.code):
        swap(section, direction, Section.objects.filter(version=section.version))


def swap(row, direction, siblings):
    fresh = siblings.get(pk=row.pk)
    if direction == UP:
        other = siblings.filter(number__lt=fresh.number).order_by("-number").first()
    else:
        other = siblings.filter(number__gt=fresh.number).order_by("number").first()
    if other is not None:
        type(row).objects.filter(pk=fresh.pk).update(number=other.number)
        type(row).objects.filter(pk=other.pk).update(number=fresh.number)


def remove_section(section, *, by):
    """A section with every question in it."""
    with editing(section.version, by=by, part=section.code):
        drop(Question.objects.filter(section=section))
        Section.objects.filter(pk=section.pk).delete()


def drop(questions):
    scales = [pk for one in questions for pk in (one.scale_id, one.lines_id) if pk]
    QuestionAxis.objects.filter(question__in=questions).delete()
    questions.delete()
    ScalePoint.objects.filter(scale__in=scales).delete()
    Scale.objects.filter(pk__in=scales).delete()


# --- questions ----------------------------------------------------------------------------------


def add_question(section, *, text, kind, by):
    """A question at the end of a section, with a code that no question of this framework had."""
    version = section.version
    with editing(version, by=by, part=section.code):
        rows = Question.objects.filter(version=version)
        if rows.count() >= MOST_QUESTIONS:
            raise Refused(f"Een raamwerk heeft hooguit {MOST_QUESTIONS} vragen.")
        code = next_code(version.framework)
        question = Question(
            version=version,
            section=section,
            concept=concepts_of(version.framework, [code])[code],
            number=rows.count() + 1,
            kind=kind,
            text=text,
            scale=list_of(version, code) if kind in WITH_POINTS | WITH_LINES else None,
            lines=list_of(version, f"{code}-rijen") if kind in WITH_LINES else None,
        )
        question.save()
        if kind == Question.Kind.SCALE:
            write_points(question.scale, rubric([""] * STEPS))
    return question


def next_code(framework):
    taken = {code.upper() for code in framework.concepts.values_list("code", flat=True)}
    number = len(taken) + 1
    while (code := f"{framework.code}-{number:02d}").upper() in taken:
        number += 1
    return code


def list_of(version, code):
    return Scale.objects.get_or_create(version=version, code=code)[0]


def rubric(texts):
    return [
        {"code": str(number), "value": number, "text": text}
        for number, text in enumerate(texts, start=1)
    ]


def write_points(scale, points):
    """The points of a list as they are from now on. A point keeps its code, whatever it reads."""
    ScalePoint.objects.filter(scale=scale).delete()
    ScalePoint.objects.bulk_create(
        ScalePoint(version_id=scale.version_id, scale=scale, number=number, **point)
        for number, point in enumerate(points, start=1)
    )


def with_new(kept, texts, *, columns=False):
    """The points that stay, and behind them new ones with codes of their own."""
    taken = [{"code": point["code"], "tekst": point["text"] or "-"} for point in kept]
    taken = [
        one | ({"soort": "open"} if columns and "kind" in point else {})
        for one, point in zip(taken, kept, strict=True)
    ]
    points, problems = points_of([*taken, *texts], "keuzes", columns=columns)
    # Of columns only some may have boxes while they are being written; publishing judges that.
    problems = [one for one in problems if not one.startswith("zeg van elke kolom")]
    if problems:
        raise Refused(*problems)
    return [*kept, *points[len(kept) :]]


def edit_question(question, values, *, seen, by):
    """What a form says of a question: its texts, its places on the axes, its lists.

    Raises Stale when somebody saved it since, Refused when a condition elsewhere needs what goes.
    """
    version = question.version
    with editing(version, by=by, part=question.concept.code):
        save_where_seen(
            question,
            seen,
            text=values["text"],
            help=values["help"],
            source=values["source"],
            is_core=values["core"],
            about=QualityObject.objects.filter(code=values["about"]).first(),
        )
        for scale, points in (
            (question.scale, values["points"]),
            (question.lines, values["lines"]),
        ):
            if scale is not None:
                write_points(scale, points)
        QuestionAxis.objects.filter(question=question).delete()
        QuestionAxis.objects.bulk_create(
            QuestionAxis(version=version, question=question, value=value)
            for value in AxisValue.objects.select_related("axis")
            if value.code in values["axes"].get(value.axis.code, ())
        )


def change_kind(question, kind, *, seen, by):
    """Another kind of the same question; choices stay where the new kind has them too."""
    version, code = question.version, question.concept.code
    with editing(version, by=by, part=code):
        scale, lines = question.scale, question.lines
        save_where_seen(
            question,
            seen,
            kind=kind,
            scale=list_of(version, code) if kind in WITH_POINTS | WITH_LINES else None,
            lines=list_of(version, f"{code}-rijen") if kind in WITH_LINES else None,
        )
        row = Question.objects.select_related("scale", "lines").get(pk=question.pk)
        for old, new in ((scale, row.scale), (lines, row.lines)):
            if old is not None and new is None:
                ScalePoint.objects.filter(scale=old).delete()
                old.delete()
        if kind == Question.Kind.SCALE or question.kind in (Question.Kind.SCALE, *WITH_LINES):
            fit_points(row)


def fit_points(question):
    """The list of a question that became of another kind, in the form of that kind."""
    if question.scale is None:
        return
    texts = list(question.scale.points.values_list("text", flat=True))
    if question.kind == Question.Kind.SCALE:
        points = rubric([*texts, *[""] * STEPS][:STEPS])
    else:
        points, _ = points_of([{"tekst": text} for text in texts if text], "keuzes")
    write_points(question.scale, points)


def move_question(question, direction, *, by):
    with editing(question.version, by=by, part=question.concept.code):
        swap(question, direction, Question.objects.filter(section=question.section_id))


def move_question_to(question, section, *, by):
    """To the end of another section of the same draft."""
    with editing(question.version, by=by, part=question.concept.code):
        Question.objects.filter(pk=question.pk).update(section=section, number=MOST_QUESTIONS + 1)


def remove_question(question, *, by):
    with editing(question.version, by=by, part=question.concept.code):
        drop(Question.objects.filter(pk=question.pk))


def set_condition(question, source, points, *, seen, by):
    """Ask a question only after one of these choices of an earlier one; with none, always."""
    with editing(question.version, by=by, part=question.concept.code):
        save_where_seen(
            question,
            seen,
            when_concept=source.concept if points else None,
            when_points=list(points),
        )


def edit_audience(version, audience, *, seen, by):
    """For whom the framework is; the name of the framework stays."""
    with editing(version, by=by):
        rows = FrameworkVersion.objects.filter(pk=version.pk, audience=seen)
        if not rows.update(audience=audience):
            raise Stale(version)
