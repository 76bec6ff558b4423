"""Signing in and out, one's own data, and the public way in. The bureau's pages: bureau_views."""

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knw_portal import confirm
from knw_portal.access import PUBLIC, SIGNED_IN, access
from knw_portal.people import actions, hats, privacy, sign_in
from knw_portal.people.demo import PEOPLE
from knw_portal.people.forms import AmbassadorForm, PasswordForm, ProfileForm
from knw_portal.people.models import AmbassadorRequest, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


# Signing in and out: the middleware and `access` see these functions, allauth does the work.


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def account_login(request):
    return sign_in.CodeRequest.as_view()(request)


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def account_confirm_login_code(request):
    return sign_in.CodeConfirm.as_view()(request)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def password_sign_in(request):
    return sign_in.PasswordSignIn.as_view()(request)


@require_POST
@access(PUBLIC)
def account_logout(request):
    return allauth_views.logout(request)


def this_demo_person(request):
    """The person a button of the practice portal stands for; elsewhere there are no buttons."""
    if not settings.DEMO:
        raise Http404
    email = PEOPLE.get(request.POST.get("person"))
    return get_object_or_404(User, email=email, is_active=True)


@require_POST
@access(PUBLIC, on=this_demo_person)
def demo_sign_in(request, person):
    request.session.flush()  # nothing of who sat here before
    login(request, person, backend=BACKEND)
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return redirect(target if safe else settings.LOGIN_REDIRECT_URL)


# One's own data.


def oneself(request):
    """One's own row, apart from `request.user`: a form with a mistake must not change the menu."""
    return User.objects.select_related("institution").get(pk=request.user.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@access(SIGNED_IN, on=oneself)
def profile(request, person):
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid() and form.save_or_conflict():
        messages.success(request, "Je gegevens zijn bewaard.")
        return redirect("profile")
    return render(request, "knw_portal/people/profile.html", {"form": form, "person": person})


@require_safe
@access(SIGNED_IN)
def profile_export(request):
    name = f"mijn-gegevens-{localdate()}.json"
    return JsonResponse(
        privacy.everything_about(request.user),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
@access(SIGNED_IN, on=oneself)
def password_edit(request, person):
    asks_old = person.has_password and not sign_in.came_in_by_code(request)
    form = PasswordForm(person, request.POST or None, asks_old=asks_old)
    if request.method == "POST" and form.is_valid():
        actions.change_password(person, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, person)
        messages.success(request, "Je wachtwoord is bewaard. Andere apparaten zijn uitgelogd.")
        return redirect("profile")
    context = {"form": form, "has_password": person.has_password, "asks_old": asks_old}
    return render(request, "knw_portal/people/password_edit.html", context)


@require_POST
@access(SIGNED_IN)
def role_switch(request):
    hats.wear(request, request.POST.get("hat", ""))
    return redirect("mine")


# The public way in.


@require_safe
@access(PUBLIC)
def join(request):
    return render(request, "join.html")


@require_safe
@access(PUBLIC)
def join_mailed(request):
    return render(request, "knw_portal/people/join_mailed.html")


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def ambassador_new(request):
    return confirm.door(
        request,
        AmbassadorForm(request.POST or None, request=request),
        "knw_portal/people/ambassador_new.html",
        kind="ambassador",
        why="iemand dit adres invulde om ambassadeur te worden",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC, on=confirm.lookup("ambassador_confirm", AmbassadorRequest))
def ambassador_confirm(request, asked):
    return confirm.answer(
        request,
        asked,
        kind="ambassador",
        title="Je aanmelding als ambassadeur",
        button="Ja, dit is mijn aanmelding",
        done="Het bureau bekijkt je aanmelding en mailt je wat het besluit.",
        again="ambassador_new",
    )
