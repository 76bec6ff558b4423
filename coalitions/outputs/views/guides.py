"""Two guides for who asks questions at home: how to ask, and how to collect."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from coalitions.outputs.asking import remarks
from coalitions.outputs.forms.notes import TryForm
from knw_portal.access import PUBLIC, access


@require_GET
@access(PUBLIC)
def guide_asking(request):
    """How to ask; with a box to look at a question of one's own, of which nothing is kept."""
    form = TryForm(request.GET if "vraag" in request.GET else None)
    looked = form.is_bound and form.is_valid()
    context = {
        "form": form,
        "looked": looked,
        "remarks": remarks(form.cleaned_data["vraag"]) if looked else (),
    }
    return render(request, "coalitions/outputs/guide_asking.html", context)


@require_GET
@access(PUBLIC)
def guide_collecting(request):
    return render(request, "coalitions/outputs/guide_collecting.html")
