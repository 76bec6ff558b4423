"""Who may call a view. Every view in the project is wrapped by `access` exactly once."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied

PUBLIC = "public"
SIGNED_IN = "signed in"  # with an account: a guest of a team has pages of that team only


def access(permission, on=None):
    """Declare the permission a view needs and, with `on`, the object it is about.

    `on(request, **url_kwargs)` returns that object or raises Http404; the view gets the object
    instead of the URL arguments, so it cannot touch an unchecked one. With PUBLIC and `on`, the
    lookup alone decides what a visitor may know about: it goes through `visible_to`.
    """

    def decorate(view):
        @wraps(view)
        def wrapper(request, **url_kwargs):
            target = on(request, **url_kwargs) if on else None
            if not may(request.user, permission, target):
                raise PermissionDenied
            return view(request, target) if on else view(request, **url_kwargs)

        wrapper.permission = permission
        return login_not_required(wrapper) if permission == PUBLIC else wrapper

    return decorate


def may(user, permission, target):
    if permission == PUBLIC:
        return True
    if permission == SIGNED_IN:
        return not user.is_guest
    return user.has_perm(permission, target)
