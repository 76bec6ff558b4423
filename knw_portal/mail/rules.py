import rules

from knw_portal.people.rules import is_bureau

rules.add_perm("knw_portal.read_outbox", is_bureau)
