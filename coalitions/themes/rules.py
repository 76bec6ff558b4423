import rules

from knw_portal.people.rules import is_ambassador, is_board, is_bureau

rules.add_perm("coalitions.list_rounds", is_bureau | is_board | is_ambassador)
rules.add_perm("coalitions.read_ideas", is_bureau)
