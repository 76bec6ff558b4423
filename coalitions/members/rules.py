import rules

from knw_portal.people.rules import is_bureau

rules.add_perm("coalitions.read_interest", is_bureau)
