"""The form of a new referral: to whom, for whom, why, and on what it rests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from wtforms import StringField

from gpsupport.actions.referral import ExpectedRefusal, Followed, NewReferral, Want
from gpsupport.actions.referral.reading import place_among
from gpsupport.domain.directory.option import OptionKind
from gpsupport.domain.knowledge.content.pack import Knowledge
from gpsupport.domain.knowledge.content.referring import ReferralRules
from gpsupport.domain.referral.following import Referral
from gpsupport.domain.referral.waiting import worse_now
from gpsupport.web.directory.rows import name_and_age
from gpsupport.web.referrals.boxes import (
    NOT_AGREED,
    SAY_UNMET,
    TELLS,
    ConsentBoxes,
    clean,
    filled,
    line,
    parts_of,
    text,
    unmet_in,
    unmet_options,
)
from gpsupport.web.widgets.choices import RadioGroup

_WANTS = {
    Want.OPTION: ("option", "Choose to whom, or name other help and say what kind it is"),
    Want.NEED: ("need", "Say what is needed"),
    Want.CONSENT: ("consent", NOT_AGREED),
    Want.GAP: ("gap", "Choose whom it leaves behind"),
    Want.PERSON: ("about", "This follows a referral about somebody else. Begin one of its own"),
    Want.GOES_ON: ("goes_on", "Say whether the earlier one goes on meanwhile"),
    Want.UNMET: ("unmet", SAY_UNMET),
    Want.NAME_TELLS: ("other_name", TELLS),
    Want.NEED_TELLS: ("need", TELLS),
    Want.SHARES_TELLS: ("shares", TELLS),
    Want.WHY_TELLS: ("consent_why", TELLS),
    Want.GAP_TELLS: ("gap_words", TELLS),
    Want.TOLD_TELLS: ("told", TELLS),
}


class NewForm(ConsentBoxes):
    """A new referral, or a need that nobody meets because a refusal is expected."""

    option = StringField("To whom")
    other_name = line("Other help, not in the list")
    other_kind = StringField("What kind of help it is")
    about = RadioGroup("For whom")
    people = StringField("Who could be chosen")
    need = text("What is needed, in your own words")
    urgent = RadioGroup("How soon", (("", "In turn"), ("yes", "Urgent")))
    continues = StringField("The one that it follows")
    goes_on = RadioGroup("Does the earlier one go on meanwhile?", (("yes", "Yes"), ("no", "No")))
    told = line("How the family was told, or why not")
    unmet = RadioGroup("Does it meet the need?")
    gap = RadioGroup("Whom it leaves behind")
    gap_words = text("Why a refusal is expected")


def new_form(
    fields: Mapping[str, Sequence[str]],
    followed: Followed,
    knowledge: Knowledge,
    rules: ReferralRules,
    today: date,
) -> NewForm:
    """The form as it was typed; nobody has to choose where there is one patient alone."""
    older = followed.find(next(iter(fields.get("continues", ())), ""))
    urgent = "yes" if older and worse_now(older) else ""
    # Of an earlier one it may be unsure whom it is about: then nobody is taken to be meant.
    place = place_of(older, followed) if older else 0
    defaults = {
        **parts_of("consent_on", today),
        "about": "" if place is None else str(place),
        "urgent": urgent,
    }
    form = NewForm(filled(fields, defaults))
    form.offer_grounds(knowledge)
    form.about.options = tuple(
        (str(place), name_and_age(one.need)) for place, one in enumerate(followed.people)
    )
    form.gap.options = tuple((one.id, one.words) for one in rules.gap_groups)
    form.unmet.options = unmet_options(rules)
    if older is not None:
        form.goes_on.label.text = f"Does {older.begun.option_name} go on meanwhile?"
    return form


def place_of(referral: Referral, followed: Followed) -> int | None:
    """The place of whoever it is about among the people of the record; 0 is the patient.

    None where the record no longer names them, or names two alike.
    """
    return place_among(referral.begun, followed.people)


def belongs_to(
    typed: Mapping[str, Sequence[str]] | None, named: Mapping[str, Sequence[str]]
) -> bool:
    """Whether what was typed is of the referral that is named: it follows the same, of the same.

    Where nothing is named it is what was typed last.
    """

    def one(fields: Mapping[str, Sequence[str]], name: str, nothing: str) -> str:
        return next(iter(fields.get(name, ())), "") or nothing

    if not typed or not named:
        return True
    about = one(typed, "about", "0")
    return one(typed, "continues", "") == one(named, "continues", "") and about == one(
        named, "about", about
    )


def people_of(form: NewForm) -> str:
    """Who can be chosen, as the page tells it back: places alone may shift meanwhile."""
    return "|".join(said for _, said in form.about.options)


def person_in(form: NewForm) -> int:
    """The place of whoever is to be helped; 0, the patient, for what is no place."""
    places = dict(form.about.options)
    return int(form.about.data) if form.about.data in places else 0


def wanted_in(form: NewForm, today: date) -> NewReferral | None:
    """What is to be begun; None, with what is wrong named, where it cannot be."""
    form.validate()
    consent = form.find_consent(today)
    _check_person(form)
    kinds = {one.value: one for one in OptionKind}
    if not clean(form):
        return None
    return NewReferral(
        option_id=form.option.data or "",
        need=form.need.data or "",
        person=person_in(form),
        urgent=form.urgent.data == "yes",
        continues=form.continues.data or "",
        other_name=form.other_name.data or "",
        other_kind=kinds.get(form.other_kind.data or ""),
        consent=consent,
        goes_on={"yes": True, "no": False}.get(form.goes_on.data or ""),
        told=form.told.data or "",
        unmet=unmet_in(form.unmet.data),
    )


def refusal_in(form: NewForm) -> ExpectedRefusal | None:
    """The need that is kept; None, with what is wrong named, where it cannot be."""
    form.validate()
    form.consent_on.errors = []
    _check_person(form)
    if not clean(form):
        return None
    kinds = {one.value: one for one in OptionKind}
    wanted = NewReferral(
        option_id=form.option.data or "",
        need=form.need.data or "",
        person=person_in(form),
        other_name=form.other_name.data or "",
        other_kind=kinds.get(form.other_kind.data or ""),
    )
    return ExpectedRefusal(wanted, gap=form.gap.data or "", words=form.gap_words.data or "")


def _check_person(form: NewForm) -> None:
    if form.people.data != people_of(form):
        form.about.errors = ["Who belongs to the family has changed. Choose for whom again"]
    elif form.about.data not in dict(form.about.options):
        form.about.errors = ["Choose for whom"]


def complain(form: NewForm, wants: Iterable[Want]) -> None:
    """Name what is missing, each beside its box."""
    for want in wants:
        name, said = _WANTS[want]
        form[name].errors = [said]
