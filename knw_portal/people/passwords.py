"""What a password must be, said in our own words: Django has these sentences in English only."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)


class LongEnough(MinimumLengthValidator):
    def get_error_message(self):
        return f"Dit wachtwoord is te kort. Gebruik minstens {self.min_length} tekens."

    def get_help_text(self):
        return f"Minstens {self.min_length} tekens."


class NotCommon(CommonPasswordValidator):
    def get_error_message(self):
        return "Dit wachtwoord gebruiken veel mensen. Kies iets wat niemand raadt."

    def get_help_text(self):
        return "Geen wachtwoord dat veel mensen gebruiken."


class NotOneself(UserAttributeSimilarityValidator):
    """Neither the address nor the name."""

    def __init__(self):
        super().__init__(user_attributes=("email", "name"))

    def get_error_message(self):
        return "Dit wachtwoord lijkt te veel op je %(verbose_name)s."

    def get_help_text(self):
        return "Niet je naam of e-mailadres."
