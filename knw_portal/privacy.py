"""What the rooms keep about people; a table of contents."""

from knw_portal.files import privacy as files
from knw_portal.mail import personal as mail
from knw_portal.people import privacy as people

people.register("post", export=mail.mail_of, erase=mail.forget_mail)

__all__ = ["files", "mail", "people"]
