import rules

from knw_portal.people.rules import is_bureau

rules.add_perm("coalitions.edit_brief", is_bureau)
rules.add_perm("coalitions.write_memo", is_bureau)
