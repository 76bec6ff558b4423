"""What the mails about becoming ambassador keep out of the outbox."""

from knw_portal import confirm
from knw_portal.mail.registry import withhold_links

withhold_links("ambassador_confirm", link=confirm.link_of_mail)
