import rules

from knw_portal.people.rules import is_ambassador, is_board, is_bureau

takes_part_in_rounds = is_bureau | is_board | is_ambassador

rules.add_perm("coalitions.list_rounds", takes_part_in_rounds)
rules.add_perm("coalitions.view_round", takes_part_in_rounds)
rules.add_perm("coalitions.read_ideas", is_bureau)
