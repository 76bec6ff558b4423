import rules

from knw_portal.people.rules import is_board, is_bureau

rules.add_perm("coalitions.see_network", is_bureau | is_board)
