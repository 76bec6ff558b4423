"""Practice cards: written by a team, read by everybody who signs in."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frameworks.definitions.axes import FLEX, names
from frameworks.definitions.models import Framework
from frameworks.reports import actions
from frameworks.reports.forms import CardFilesForm, GroupCardForm, PracticeCardForm
from frameworks.reports.models import CardFile, PracticeCard
from frameworks.teams.views.lookups import this_trajectory
from knw_portal.access import SIGNED_IN, access
from knw_portal.files.checks import Refused
from knw_portal.files.responses import download
from knw_portal.forms import CHANGED, Stale, version_in
from knw_portal.people.models import Group, GroupMember, duties_of
from knw_portal.search.models import SearchText

PER_PAGE = 20


@require_GET
@access(SIGNED_IN)
def card_list(request):
    query = request.GET.get("q", "").strip()
    chosen = {name: request.GET.get(name, "") for name in ("flex", "raamwerk", "waar")}
    found = PracticeCard.objects.published().for_page()
    if query:
        texts = SearchText.objects.filter(kind="praktijkkaart").matching(query)
        found = found.filter(pk__in=[about.partition(":")[2] for about in texts.abouts()])
    if chosen["flex"] in dict(names(FLEX)):
        found = found.filter(flex_ways__contains=[chosen["flex"]])
    if chosen["raamwerk"]:
        found = found.filter(trajectory__framework_version__framework__slug=chosen["raamwerk"])
    if chosen["waar"] == "overal":
        found = found.exclude(transferable="")
    if chosen["waar"] == "hier":
        found = found.exclude(bound="")
    found = before(request, found)
    rows = list(found[: PER_PAGE + 1])
    asked = request.GET.copy()
    asked["voor"] = rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else ""
    own = PracticeCard.objects.visible_to(request.user).exclude(status=PracticeCard.PUBLISHED)
    context = {
        "cards": rows[:PER_PAGE],
        "own": own.for_page() if not query else [],
        "query": query,
        "asked": bool(query or any(chosen.values())),
        "filters": filters(chosen),
        "older_url": f"?{asked.urlencode()}" if asked["voor"] else "",
    }
    return render(request, "frameworks/reports/card_list.html", context)


def before(request, found):
    """From where the address says: the cards that were shared before that one."""
    last = request.GET.get("voor", "")
    if not last.isdecimal() or len(last) > 11:
        return found
    card = get_object_or_404(PracticeCard.objects.published(), pk=last)
    earlier = Q(published_at__lt=card.published_at)
    return found.filter(earlier | Q(published_at=card.published_at, pk__lt=card.pk))


def filters(chosen):
    used = Framework.objects.filter(
        versions__trajectories__practice_cards__status=PracticeCard.PUBLISHED
    ).distinct()
    options = {
        "flex": ("Flex-manier", [("", "Alle flex-manieren"), *names(FLEX)]),
        "raamwerk": (
            "Raamwerk",
            [("", "Alle raamwerken"), *((one.slug, one.title) for one in used)],
        ),
        "waar": (
            "Waar het werkt",
            [
                ("", "Maakt niet uit"),
                ("overal", "Zegt wat overal kan werken"),
                ("hier", "Zegt wat alleen daar werkt"),
            ],
        ),
    }
    return [
        {"name": name, "label": label, "options": values, "chosen": chosen[name]}
        for name, (label, values) in options.items()
    ]


def this_card(request, pk):
    """A card that is shared, or one of one's own teams."""
    return get_object_or_404(PracticeCard.objects.readable_by(request.user).for_page(), pk=pk)


@require_GET
@access(SIGNED_IN, on=this_card)
def card_detail(request, card):
    return card_page(request, card, CardFilesForm())


def card_page(request, card, form):
    context = {
        "card": card,
        "flex_ways": [name for code, name in names(FLEX) if code in card.flex_ways],
        "question": text_of(card),
        "missing": actions.card_ready(card),
        "files": list(card.files.select_related("stored")),
        "most_files": actions.MOST_FILES,
        "form": form,
    }
    return render(request, "frameworks/reports/card_detail.html", context)


def groups_of(user):
    """The groups, other than teams, in which somebody takes part: a story can be of one of them."""
    duties = duties_of(user)
    roles = (GroupMember.Role.MEMBER, GroupMember.Role.LEAD, GroupMember.Role.FACILITATOR)
    held = [group for group in duties.groups if duties.in_group(group, *roles)]
    return Group.objects.filter(pk__in=held, team=None)


@require_http_methods(["GET", "POST"])
@access(SIGNED_IN)
def group_card_new(request):
    """A story of a coalition or another group, by any of its members."""
    groups = groups_of(request.user)
    if not groups:
        return render(request, "frameworks/reports/card_none.html")
    card = PracticeCard(of_group=groups[0] if len(groups) == 1 else None)
    form = GroupCardForm(request.POST or None, instance=card, groups=groups)
    if form.is_valid():
        actions.draft_card(form.save(commit=False), by=request.user)
        messages.success(request, "De kaart is bewaard. Alleen jullie groep ziet hem nog.")
        return redirect(form.instance)
    context = {"form": form, "cancel_url": reverse("card_list")}
    return render(request, "frameworks/reports/card_form.html", context)


def questions_of(trajectory):
    if trajectory is None:
        return []
    return [question for section in trajectory.sections() for question in section["questions"]]


def text_of(card):
    """The question that a card is about, in the words of the version that the team used."""
    if card.concept_id is None:
        return ""
    concept = str(card.concept_id)
    found = (one["text"] for one in questions_of(card.trajectory) if one["concept"] == concept)
    return next(found, card.concept.code)


@require_http_methods(["GET", "POST"])
@access("frameworks.write_card", on=this_trajectory)
def card_new(request, trajectory):
    card = PracticeCard(
        trajectory=trajectory, situation=trajectory.challenge, flex_ways=trajectory.flex_ways
    )
    form = PracticeCardForm(request.POST or None, instance=card, questions=questions_of(trajectory))
    if form.is_valid():
        actions.draft_card(form.save(commit=False), by=request.user)
        messages.success(request, "De kaart is bewaard. Alleen jullie team ziet hem nog.")
        return redirect(form.instance)
    context = {"form": form, "trajectory": trajectory, "cancel_url": trajectory.get_absolute_url()}
    return render(request, "frameworks/reports/card_form.html", context)


def this_own_card(request, pk):
    cards = PracticeCard.objects.visible_to(request.user).select_related(
        "trajectory__team__institution",
        "trajectory__framework_version__framework",
        "concept",
        "of_group",
    )
    return get_object_or_404(cards, pk=pk)


@require_POST
@access("frameworks.write_card", on=this_own_card)
def card_upload(request, card):
    form = CardFilesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.add_card_files(card, form.cleaned_data["files"], by=request.user)
        except Refused as refused:
            form.add_error("files", refused)
        except actions.TooMany:
            form.add_error(
                "files", f"Samen zijn dat er meer dan {actions.MOST_FILES}. Haal er eerst een weg."
            )
        else:
            messages.success(request, "De bestanden staan erbij.")
            return redirect(f"{card.get_absolute_url()}#bestanden")
    return card_page(request, card, form)


def this_own_card_file(request, pk, number):
    cards = PracticeCard.objects.visible_to(request.user).filter(pk=pk)
    files = CardFile.objects.select_related("stored", "card__of_group", "card__trajectory__team")
    return get_object_or_404(files, card__in=cards, pk=number)


def this_card_file(request, pk, number):
    """A file of a card that is shared, or of one of one's own groups."""
    cards = PracticeCard.objects.readable_by(request.user).filter(pk=pk)
    files = CardFile.objects.select_related("stored", "card__of_group", "card__trajectory__team")
    return get_object_or_404(files, card__in=cards, pk=number)


@require_GET
@access(SIGNED_IN, on=this_card_file)
def card_file(request, file):
    return download(file.stored)


@require_POST
@access("frameworks.write_card", on=this_own_card_file)
def card_file_remove(request, file):
    try:
        actions.remove_card_file(file, by=request.user)
    except Stale:
        messages.info(request, "Dat bestand was al weg.")
    else:
        messages.success(request, "Het bestand is weg.")
    return redirect(f"{file.card.get_absolute_url()}#bestanden")


@require_http_methods(["GET", "POST"])
@access("frameworks.write_card", on=this_own_card)
def card_edit(request, card):
    form = PracticeCardForm(
        request.POST or None, instance=card, questions=questions_of(card.trajectory)
    )  # of which group it is, stays
    status = 200
    if form.is_valid():
        if form.save_or_conflict():
            actions.reindex_card(form.instance)
            messages.success(request, "De kaart is bewaard.")
            return redirect(form.instance)
        status = 409
    context = {
        "form": form,
        "card": card,
        "trajectory": card.trajectory,
        "cancel_url": card.get_absolute_url(),
    }
    return render(request, "frameworks/reports/card_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access("frameworks.write_card", on=this_own_card)
def card_publish(request, card):
    """The card as others will see it, and a button."""
    missing = actions.card_ready(card)
    if card.is_published or missing:
        for words in missing:
            messages.warning(request, words)
        return redirect(card)
    if request.method == "POST":
        try:
            actions.publish_card(card, version=version_in(request.POST), by=request.user)
        except Stale:
            messages.warning(request, CHANGED)
            return redirect("card_publish", pk=card.pk)
        messages.success(request, "De kaart is gedeeld met het netwerk.")
        return redirect(card)
    context = {
        "card": card,
        "flex_ways": [name for code, name in names(FLEX) if code in card.flex_ways],
        "question": text_of(card),
        "files": list(card.files.select_related("stored")),
    }
    return render(request, "frameworks/reports/card_publish.html", context)


@require_POST
@access("frameworks.write_card", on=this_own_card)
def card_withdraw(request, card):
    try:
        actions.withdraw_card(card, by=request.user)
    except Stale:
        messages.info(request, "De kaart was al niet meer gedeeld.")
    else:
        messages.success(request, "De kaart is ingetrokken. Alleen jullie zelf zien hem nog.")
    return redirect("card_detail", pk=card.pk)
