"""A guest of a team, over every address of the portal: their team's pages, and nothing else."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from coalitions.desk.tests.test_access import (
    ACCESS,
    POST_ONLY,
    ROLES,
    address_parts,
    arguments,
    declared,
    patterns,
    world,
)
from knw_portal.access import PUBLIC, SIGNED_IN

__all__ = ["world"]

# Where a guest gets something else than the rule below says, and why.
APART = {
    "team_guest_detail": 200,
    "team_guest_export": 200,
    "team_guest_stop": 200,
    "team_guest_account": 302,  # out, and on to signing in
    "team_guest_return": 302,  # it is their own link
    "team_guest_link": 403,
    "team_guest_remove": 403,  # who comes in is for people with an account
    "invitation_renew": 403,
}
# What leaves the team is decided by people with an account.
NOT_A_GUEST = {
    "frameworks.share_conversation",
    "frameworks.write_card",
    "frameworks.invite_to_team",
}


def allowed_to_a_guest(row, pattern):
    """What the table says of somebody new, or within the team of a member; never a page that is
    for every account."""
    view, permission = row.split()[0], declared(pattern)
    if view in APART:
        return {APART[view]}
    if permission == PUBLIC:
        return {ACCESS[row][ROLES.index("newcomer")]}
    if permission == SIGNED_IN or permission in NOT_A_GUEST:
        return {403, 404}
    if pattern.callback.__module__.startswith(("frameworks.teams", "frameworks.reports")):
        return {ACCESS[row][ROLES.index("member")]}
    return {403, 404}


def test_a_guest_has_the_pages_of_the_team_and_no_other(world):
    _, about = world
    resolvers = {p.name: p for p in patterns()}
    wrong = {}
    for row in ACCESS:
        view, _, variant = row.partition(" ")
        known = arguments(view, variant, about)
        url = reverse(view, kwargs={name: known[name] for name in address_parts(view)})
        client = Client()
        client.force_login(about["place of a guest"].user)
        with transaction.atomic():
            response = client.post(url) if view in POST_ONLY else client.get(url)
            transaction.set_rollback(True)
        b"".join(response)
        if response.status_code not in allowed_to_a_guest(row, resolvers[view]):
            wrong[row] = response.status_code

    assert wrong == {}


@pytest.mark.parametrize("method", ["get", "head"])
def test_no_public_page_writes_anything_for_who_only_looks(world, method):
    """A link that is fetched beforehand, or by a scanner of mail, lets nobody in."""
    _, about = world
    place = about["place of a guest"]
    before = place.group.members.count()
    for view in ("team_join", "team_guest_return"):
        known = arguments(view, "", about)
        url = reverse(view, kwargs={name: known[name] for name in address_parts(view)})
        client = Client()
        response = getattr(client, method)(url)

        assert response.status_code == 200
        assert "_auth_user_id" not in client.session
    assert place.group.members.count() == before
