from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.text import Truncator, slugify
from django.utils.timezone import localdate, now

from coalitions.briefs import memo as memos
from coalitions.briefs.models import Coalition, Lineage, Memo
from coalitions.themes.actions import tell_givers
from coalitions.themes.models import Decision, ThemeRound
from knw_portal import log
from knw_portal.documents.structure import to_json
from knw_portal.forms import Stale
from knw_portal.mail.actions import post
from knw_portal.mail.ledger import plan
from knw_portal.people.models import Group, GroupMember, Role, User
from knw_portal.search import actions as search


def index_coalition(coalition):
    """Make a published coalition findable by everybody, and a draft by its own people."""
    search.index(
        log.key(coalition),
        kind="coalitie",
        title=str(coalition),
        text="\n".join(
            [
                coalition.central_question,
                coalition.activity,
                coalition.purpose,
                *coalition.points.values_list("text", flat=True),
                *coalition.criteria.values_list("text", flat=True),
                *coalition.scope.values_list("text", flat=True),
            ]
        ),
        url=coalition.get_absolute_url(),
        is_public=coalition.published_at is not None,
        is_for_bureau=True,
        group=coalition.group,
    )


def plan_milestones(coalition):
    """Make the reminders of a coalition's milestones follow their dates."""
    for milestone in coalition.milestones.select_related("coalition"):
        plan("milestone_soon", milestone)


@transaction.atomic
def edit_brief(form, *, by):
    """Change the texts of a brief; False, with both texts on the form, when somebody was first."""
    if not form.save_or_conflict():
        return False
    log.write("brief.edited", form.instance, by=by, part="teksten")
    index_coalition(form.instance)
    return True


@transaction.atomic
def edit_brief_lines(coalition, formset, *, seen, by):
    """Change one list of a brief, seen at version `seen`; False when what was typed is not right.

    Raises Stale when somebody was first: asked before anything else, since a line that is gone
    would look like a mistake.
    """
    moved = Coalition.objects.filter(pk=coalition.pk, version=seen).update(version=F("version") + 1)
    if not moved:
        raise Stale(coalition)
    if not formset.is_valid():
        transaction.set_rollback(True)
        return False
    try:
        with transaction.atomic():
            formset.save()
    except IntegrityError:
        # Two lines that change places pass the form and still meet in the database.
        formset.refuse("Twee regels zitten elkaar in de weg. Bewaar eerst de ene, dan de andere.")
        transaction.set_rollback(True)
        return False
    plan_milestones(coalition)
    log.write("brief.edited", coalition, by=by, part=formset.prefix)
    index_coalition(coalition)
    return True


@transaction.atomic
def confirm_decision(round, *, seen, by):
    """The board confirms what the bureau laid before it: each chosen theme becomes a coalition.

    Raises Stale when the round moved on since `by` saw it at version `seen`, or was confirmed.
    """
    waiting = ThemeRound.objects.filter(
        pk=round.pk, version=seen, board_confirmed_on=None, decision_sent_at__isnull=False
    )
    if not waiting.update(board_confirmed_on=localdate(), version=F("version") + 1):
        raise Stale(round)
    round.refresh_from_db()
    decisions = Decision.objects.filter(theme__round=round, confirmed_on=None)
    decisions.update(confirmed_on=round.board_confirmed_on)
    log.write("decision.confirmed", round, by=by)
    tell_givers(round)
    chosen = round.themes.filter(decision__is_chosen=True)
    return [
        start_coalition(theme, number=number, by=by)
        for number, theme in enumerate(_by_rank(chosen, round), start=1)
    ]


def _by_rank(themes, round):
    """In the order of the result, where the votes were cast in the portal."""
    count = getattr(round, "count", None)
    order = [row["theme"] for row in count.result["rows"]] if count else []
    places = {pk: place for place, pk in enumerate(order)}
    return sorted(themes, key=lambda theme: places.get(theme.pk, len(places)))


def start_coalition(theme, *, number, by):
    """A draft with its group, the terms of its round and its line to the edition before it."""
    coalition = Coalition.objects.create(
        round=theme.round,
        theme=theme,
        number=number,
        title=theme.title,
        edition=theme.edition,
        slug=_free_slug(theme),
        school_year=theme.round.school_year,
        group=Group.objects.create(name=str(theme)),
        central_question=Truncator(theme.issue).chars(1000),
    )
    for term in theme.round.common_terms.all():
        coalition.terms.create(number=term.number, title=term.title, text=term.text)
    before = (
        Coalition.objects.filter(title__iexact=theme.title, school_year__lt=coalition.school_year)
        .order_by("-school_year", "-edition")
        .first()
    )
    if before:
        Lineage.objects.create(
            later=coalition,
            earlier=before,
            is_deepening=True,
            note=f"Gaat verder waar {before} ophield. Werk in de opdracht uit in welk opzicht.",
        )
    log.write("coalition.started", coalition, by=by, theme=theme.pk)
    index_coalition(coalition)
    return coalition


def _free_slug(theme):
    """data-4 for Data 4.0; with a number behind it when that address is taken."""
    edition = theme.edition.removesuffix(".0").replace(".", "-")
    wanted = slugify(f"{theme.title} {edition}")[:70].strip("-") or "coalitie"
    taken = set(Coalition.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


@transaction.atomic
def start_memo(round, *, by):
    """Begin a memo about the round's coalitions: an erratum when an earlier one was sent."""
    sent = round.memos.filter(sent_at__isnull=False).first()
    memo = Memo.objects.create(
        round=round,
        subject=sent.subject if sent else f"Nieuwe thema’s voor de coalities {round.school_year}",
        to=sent.to if sent else Memo.To.AMBASSADORS,
        corrects=sent,
    )
    log.write("memo.started", memo, by=by)
    return memo


def recipients(memo):
    """The people a memo goes to when it is sent now, each once."""
    if memo.to == Memo.To.MEMBERS:
        places = GroupMember.objects.current().filter(group__coalition__round=memo.round)
        chosen = Q(pk__in=places.values("user"))
    else:
        kinds = {
            Memo.To.AMBASSADORS: [Role.Kind.AMBASSADOR, Role.Kind.DEPUTY],
            Memo.To.BOARD: [Role.Kind.BOARD],
        }[memo.to]
        chosen = Q(pk__in=Role.objects.current().filter(kind__in=kinds).values("user"))
    return User.objects.filter(chosen, is_active=True)


@transaction.atomic
def send_memo(memo, *, seen, by):
    """Send a memo: from here on its text is kept as it is, and everybody it is for gets one mail.

    Raises Stale when the memo was sent or changed since `by` saw it at version `seen`.
    """
    people = list(recipients(memo))
    moved = Memo.objects.filter(pk=memo.pk, sent_at=None, version=seen).update(
        sent_at=now(),
        sent_by=by,
        body=to_json(memos.draft(memo)),
        recipient_count=len(people),
        version=F("version") + 1,
    )
    if not moved:
        raise Stale(memo)
    memo.refresh_from_db()
    log.write("memo.sent", memo, by=by, recipients=len(people))
    post(
        "memo_sent",
        to=people,
        key=log.key(memo),
        why=f"de memo gericht is aan: {memo.get_to_display().lower()}",
        memo=memo,
    )


@transaction.atomic
def drop_memo(memo, *, by):
    """Throw away a draft. Raises Stale when it was sent meanwhile."""
    number = log.key(memo)
    deleted, _ = Memo.objects.filter(pk=memo.pk, sent_at=None).delete()
    if not deleted:
        raise Stale(memo)
    log.LogEntry.objects.create(action="memo.dropped", about=number, by=by)
