from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.themes import actions
from coalitions.themes.forms import IdeaForm, IdeaThemeForm, SetAsideForm
from coalitions.themes.models import Idea, Theme, ThemeRound
from coalitions.themes.views.themes import CLOSED, TWICE
from knw_portal import confirm
from knw_portal.access import PUBLIC, access
from knw_portal.forms import Stale
from knw_portal.pages import page_of
from knw_portal.sheets import Sheet, page_or_file

IDEAS = Sheet(
    "Ideeën",
    {
        "idee": "title",
        "vraagstuk": "issue",
        "naam": "name",
        "e-mailadres": "email",
        "werkplek": "institution_name",
        "bevestigd": "confirmed_at",
    },
)
DONE = "Met dit idee was al iets gedaan."


def this_idea(request, pk):
    return get_object_or_404(Idea.objects.confirmed().select_related("theme__round"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def idea_new(request):
    return confirm.door(
        request,
        IdeaForm(request.POST or None, request=request),
        "coalitions/themes/idea_new.html",
        kind="idea",
        why="iemand dit adres invulde bij een idee voor een thema",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=confirm.lookup("idea_confirm", Idea))
def idea_confirm(request, idea):
    return confirm.answer(
        request,
        idea,
        kind="idea",
        title="Je idee voor een thema",
        button="Ja, dit is mijn idee",
        done="Het bureau legt de ideeën naast elkaar als de ambassadeurs nieuwe thema’s kiezen. "
        "Je krijgt een mail als we weten wat ermee gebeurt.",
        again="idea_new",
    )


@require_safe
@access("coalitions.read_ideas")
def idea_list(request):
    """The ideas that wait; with `?alle=1` those of which something became too."""
    shows_all = request.GET.get("alle") == "1"
    ideas = Idea.objects.confirmed() if shows_all else Idea.objects.waiting()
    ideas = ideas.select_related("theme__round")
    context = {"page": page_of(request, ideas), "shows_all": shows_all}
    return page_or_file(request, "coalitions/themes/idea_list.html", context, IDEAS.of(ideas))


def open_rounds():
    """The rounds on whose list the bureau may still put something, the newest first."""
    fixed_or_over = (
        Q(roll_frozen_at__isnull=False)
        | Q(board_confirmed_on__isnull=False)
        | Q(vote_closes_at__lt=now())
    )
    return ThemeRound.objects.exclude(fixed_or_over)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.read_ideas", on=this_idea)
def idea_propose(request, idea):
    if idea.theme_id or idea.set_aside_at:
        messages.info(request, DONE)
        return redirect("idea_list")
    rounds = open_rounds()
    theme = Theme(title=idea.title, issue=idea.issue, origin=Theme.Origin.IDEA)
    form = IdeaThemeForm(
        request.POST or None, instance=theme, rounds=rounds, initial={"round": rounds.first()}
    )
    if form.is_valid():
        try:
            actions.propose_idea(idea, theme, by=request.user)
        except Stale:
            messages.info(request, DONE)
            return redirect("idea_list")
        except actions.Twice:
            form.add_error(None, TWICE)
        except actions.TooLate:
            form.add_error(None, CLOSED)
        else:
            messages.success(
                request, f"‘{theme}’ staat op de lange lijst. De gever krijgt bericht."
            )
            return redirect(theme)
    context = {"form": form, "idea": idea, "rounds": rounds}
    return render(request, "coalitions/themes/idea_propose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.read_ideas", on=this_idea)
def idea_set_aside(request, idea):
    form = SetAsideForm(request.POST or None, instance=idea)
    if form.is_valid():
        try:
            actions.set_aside_idea(idea, form.cleaned_data["set_aside_reason"], by=request.user)
        except Stale:
            messages.info(request, DONE)
        else:
            messages.success(request, f"‘{idea}’ ligt terzijde. De gever krijgt bericht.")
        return redirect("idea_list")
    context = {"form": form, "idea": idea}
    return render(request, "coalitions/themes/idea_set_aside.html", context)


@require_POST
@access("coalitions.read_ideas", on=this_idea)
def idea_take_back(request, idea):
    try:
        actions.take_idea_back(idea, by=request.user)
    except Stale:
        messages.info(request, "Dit idee ligt niet terzijde.")
    else:
        messages.success(request, f"‘{idea}’ wacht weer op een antwoord.")
    return redirect("idea_list")
