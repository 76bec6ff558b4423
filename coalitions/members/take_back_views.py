"""What people take home from a coalition, for their institution or for one of their own teams."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitions.briefs.models import Coalition
from coalitions.members import actions
from coalitions.members.models import TakeBack
from frameworks.teams.models import Team
from knw_portal.access import access
from knw_portal.forms import Stale, TidyForm
from knw_portal.pages import page_of
from knw_portal.sheets import Sheet, page_or_file

PAGE = 50
TAKEN = Sheet(
    "Meegenomen",
    {"wat": "text", "instelling": "institution", "team": "team", "door": "by", "wanneer": "at"},
)


class TakeBackForm(TidyForm):
    class Meta:
        model = TakeBack
        fields = ["text", "team"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "text": "Eén ding dat je op school gaat gebruiken, vertellen of uitproberen.",
            "team": "De coalitie ziet dan de naam van het team, en niets van wat het bespreekt.",
        }
        error_messages = {"text": {"required": "Schrijf op wat je meeneemt"}}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.worked_in_by(user).filter(
            institution=user.institution_id
        )
        self.fields["team"].empty_label = "Voor onze instelling"
        self.fields["team"].label_from_instance = lambda team: team.name


def this_coalition(request, slug):
    return get_object_or_404(Coalition.objects.visible_to(request.user), slug=slug)


@require_safe
@access("coalitions.see_members", on=this_coalition)
def take_back_list(request, coalition):
    rows = coalition.take_backs.select_related("institution", "team__institution", "by")
    context = {"coalition": coalition, "page": page_of(request, rows, PAGE)}
    template = "coalitions/members/take_back_list.html"
    return page_or_file(request, template, context, TAKEN.of(rows, coalition))


@require_http_methods(["GET", "HEAD", "POST"])
@access("coalitions.take_home", on=this_coalition)
def take_back_new(request, coalition):
    user = request.user
    if user.institution_id is None:
        messages.warning(request, "Kies eerst bij je gegevens op welke school je werkt.")
        return redirect("profile")
    row = TakeBack(coalition=coalition, institution_id=user.institution_id, by=user)
    form = TakeBackForm(request.POST or None, instance=row, user=user)
    if form.is_valid():
        actions.take_home(form.save(commit=False), by=user)
        messages.success(request, "Genoteerd. De coalitie en je school zien wat je meeneemt.")
        return redirect("take_back_list", slug=coalition.slug)
    context = {"form": form, "coalition": coalition}
    return render(request, "coalitions/members/take_back_new.html", context)


def this_take_back_of_mine(request, slug, pk):
    coalition = this_coalition(request, slug)
    rows = TakeBack.objects.filter(coalition=coalition, by=request.user.pk)
    return get_object_or_404(rows.select_related("coalition"), pk=pk)


@require_POST
@access("coalitions.see_members", on=this_take_back_of_mine)
def take_back_drop(request, row):
    try:
        actions.drop_take_back(row, by=request.user)
    except Stale:
        messages.info(request, "Dat was al weg.")
    else:
        messages.success(request, "Het is weg.")
    return redirect("take_back_list", slug=row.coalition.slug)
