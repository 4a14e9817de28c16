"""What is left to do: several looks at one person are one line for the lead."""

from datetime import date

from gpsupport.actions.reminders import OpenReminder
from gpsupport.domain.people import Patient, PersonName, Sex
from gpsupport.domain.reminders import Reminder, ReminderKind
from gpsupport.knowledge.load import load_knowledge
from gpsupport.web.recording.reminder_rows import by_patient

TODAY = date(2026, 11, 23)


def test_looks_that_found_one_person_worse_are_one_line_that_opens_the_newest() -> None:
    jane = Patient("p", PersonName("Atkinson", "Jane"), Sex.FEMALE)

    def worse(name: str, about: str, referral: str) -> OpenReminder:
        key = f"referral:{referral}:worse-lead:{name}"
        kind = ReminderKind.WORSE_LEAD
        return OpenReminder(jane, Reminder(name, "p", key, kind, TODAY, about=about, owner="Lead"))

    found = (worse("1", "Noah", "a"), worse("2", "Noah", "b"), worse("3", "Ella", "c"))
    (group,) = by_patient(found, load_knowledge(), TODAY)
    noah, ella = group.lines
    assert (noah.values, noah.button, noah.things) == (("1:1", "2:1"), "Done", ())
    assert (noah.read_at, noah.answered_at) == ("/patients/p/referrals/b", "")
    assert "worse" in noah.words
    assert ella.read_at == "/patients/p/referrals/c"
