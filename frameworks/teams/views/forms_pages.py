"""One form on a page of its own, as most pages of a trajectory are that change something."""

from django.shortcuts import render


def one_form(request, form, trajectory, title, submit="Bewaren", back="", **context):
    context |= {
        "form": form,
        "trajectory": trajectory,
        "title": title,
        "submit": submit,
        "back": back or trajectory.get_absolute_url(),
    }
    return render(request, "frameworks/teams/one_form.html", context)
