import rules

from knw_portal.people.rules import in_group, is_board, is_bureau, is_group_lead


@rules.predicate
def is_owner(user, action):
    return action is not None and user.pk == action.user_id


is_reader = in_group() | is_bureau | is_board
is_planner = is_group_lead | is_bureau

rules.add_perm("coalitions.see_sessions", is_reader)
rules.add_perm("coalitions.answer_session", rules.is_authenticated)  # who is invited; see the view
rules.add_perm("coalitions.plan_sessions", is_planner)
rules.add_perm("coalitions.finish_action", (is_owner & in_group()) | is_planner)
