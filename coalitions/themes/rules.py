import rules

from knw_portal.people.rules import is_ambassador, is_board, is_bureau

takes_part_in_rounds = is_bureau | is_board | is_ambassador


@rules.predicate
def is_proposer(user, theme):
    return theme is not None and theme.proposed_by_id == user.pk


@rules.predicate
def is_writer(user, comment):
    return comment is not None and comment.by_id == user.pk


rules.add_perm("coalitions.list_rounds", takes_part_in_rounds)
rules.add_perm("coalitions.view_round", takes_part_in_rounds)
rules.add_perm("coalitions.set_round", is_bureau)
# The lookup has chosen: a theme that this person may see.
rules.add_perm("coalitions.view_theme", takes_part_in_rounds)
rules.add_perm("coalitions.propose_theme", is_bureau | is_ambassador)
rules.add_perm("coalitions.edit_theme", is_bureau | is_ambassador & is_proposer)
# Fast entry, the check on earlier work, merging, splitting, hiding comments.
rules.add_perm("coalitions.steer_themes", is_bureau)
rules.add_perm("coalitions.comment_theme", is_bureau | is_ambassador)
rules.add_perm("coalitions.withdraw_comment", (is_bureau | is_ambassador) & is_writer)
rules.add_perm("coalitions.support_theme", is_ambassador)
# The lookup has chosen: the roll entry of an institution for which one holds the role today.
rules.add_perm("coalitions.vote", is_ambassador)
rules.add_perm("coalitions.see_turnout", is_bureau)
rules.add_perm("coalitions.read_ideas", is_bureau)
