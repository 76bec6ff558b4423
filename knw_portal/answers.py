"""What somebody answers to an invitation, by link or signed in: the same three words everywhere."""

from django.contrib import messages

from knw_portal.forms import Stale

ANSWERS = [("yes", "Ik kom"), ("maybe", "Misschien"), ("no", "Ik kom niet")]
TOO_LATE = "Antwoorden kan niet meer: de bijeenkomst is geweest of gaat niet door."


def take_answer(request, keep):
    """Keep the answer that was sent and say so. `keep` raises Stale when it counts no more."""
    answer = request.POST.get("answer", "")
    if answer not in dict(ANSWERS):
        messages.error(request, "Kies een van de antwoorden.")
        return
    try:
        keep(answer)
    except Stale:
        messages.warning(request, TOO_LATE)
    else:
        messages.success(request, f"Je antwoord is bewaard: {dict(ANSWERS)[answer].lower()}.")
