"""Signing in, unlocking, and one's own password and codes."""

from __future__ import annotations

from werkzeug.datastructures import ImmutableMultiDict
from wtforms import Form, HiddenField, PasswordField, StringField, ValidationError

from gpsupport.domain.identity import PasswordFault
from gpsupport.domain.people import Role
from gpsupport.web import words
from gpsupport.web.widgets.choices import RadioGroup

# One sentence for an unknown name, a wrong password or code, and too many tries: more would say
# which accounts exist.
REFUSED = "Check what you typed and try again. After several tries, wait a few minutes"

UNFIT = {
    PasswordFault.TOO_SHORT: "Use at least 12 letters",
    PasswordFault.TOO_LONG: "Use 128 letters or fewer",
    PasswordFault.LIKE_A_NAME: "Choose something that nobody would try first",
    PasswordFault.SAME_AGAIN: "Choose one that is not your present password",
}


class SignInForm(Form):
    """Username and password, and the practice where there are several."""

    practice = StringField("Practice code")
    username = StringField("Username")
    password = PasswordField("Password")

    def refuse(self) -> None:
        """Say that it did not work, and nothing about why."""
        self.username.errors = [REFUSED]


class CodeForm(Form):
    """A code of the authenticator app, or a recovery code."""

    code = StringField("Code")

    def refuse(self) -> None:
        """Say that it did not work."""
        self.code.errors = [REFUSED]


class ConfirmForm(Form):
    """The password again; `next` is where to go on, judged afresh when it comes back."""

    next = HiddenField()
    password = PasswordField("Password")

    def refuse(self) -> None:
        """Say that it did not work."""
        self.password.errors = [REFUSED]


class PasswordForm(Form):
    """A new password, with the present one."""

    old = PasswordField("Present password")
    new = PasswordField("New password")
    again = PasswordField("New password again")

    def validate_again(self, field: PasswordField) -> None:
        """Refuse two new passwords that differ."""
        if field.data != self.new.data:
            raise ValidationError("Type the same new password twice")

    def refuse(self) -> None:
        """Say that the present password did not fit."""
        self.old.errors = [REFUSED]

    def refuse_new(self, fault: PasswordFault) -> None:
        """Say what speaks against the new password."""
        self.new.errors = [UNFIT[fault]]


class SecondFactorForm(Form):
    """The first code of a new authenticator app; `uri` shows the same picture after a mistake."""

    uri = HiddenField()
    code = StringField("Code from the app")

    def refuse(self) -> None:
        """Say that it did not work."""
        self.code.errors = [REFUSED]


class RoleForm(Form):
    """The role for this session. Nothing is chosen beforehand."""

    role = RadioGroup("Which role are you working in?")

    def validate_role(self, field: RadioGroup) -> None:
        """Refuse no answer and a role that one does not have."""
        if field.data not in {value for value, _ in field.options}:
            raise ValidationError("Choose a role")

    def answer(self) -> Role:
        """What was chosen. Call it on a valid form."""
        return Role(str(self.role.data))


def role_form(
    roles: tuple[Role, ...], sent: ImmutableMultiDict[str, str] | None = None
) -> RoleForm:
    """The form with one's own roles."""
    form = RoleForm(sent)
    form.role.options = tuple((role.value, words.ROLES[role]) for role in roles)
    return form
