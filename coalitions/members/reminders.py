"""What the mails about joining keep out of the outbox."""

from knw_portal import confirm
from knw_portal.mail.registry import withhold_links

withhold_links("interest_confirm", link=confirm.link_of_mail)
