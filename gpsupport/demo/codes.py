"""The codes that the generator uses, all of them in the pack's table; the rest stays words.

A test compares this list with the table, so a code can neither be invented nor mistyped.
"""

from __future__ import annotations

from gpsupport.domain.record import SNOMED_CT

# What a code means, in the words of its term without the semantic tag.
TERMS = {
    # asking
    "700410005": "Routine enquiry about domestic abuse",
    "700411009": "Routine enquiry about domestic abuse declined",
    "699231000": "Domestic abuse not discussed",
    # told or known
    "879911000000102": "Victim of domestic abuse",
    "706893006": "Victim of intimate partner abuse",
    "429746005": "History of domestic abuse",
    "758941000000108": "Subject of multi-agency risk assessment conference",
    "895141000000105": "Police domestic incident report received",
    "206411000000103": "Alleged perpetrator of domestic violence",
    "864131000000100": "Living in refuge",
    "269734009": "Assault by manual strangulation",
    "766561000000109": "Adult safeguarding concern",
    # children
    "881081000000100": "Domestic abuse victim in household",
    "769131000000103": "Child in need referral rejected by social services",
    "380241000000107": "Refer to Child and Adolescent Mental Health Service",
    "901441000000108": "Child not brought to appointment",
    "8009008": "Nocturnal enuresis",
    "248052004": "School refusal",
    # mind
    "35489007": "Depressive disorder",
    "366979004": "Depressed mood",
    "48694002": "Anxiety",
    "21897009": "Generalized anxiety disorder",
    "193462001": "Insomnia",
    "248062006": "Self-injurious behavior",
    "6471006": "Suicidal thoughts",
    "66590003": "Alcohol dependence",
    "198431000000105": "Harmful alcohol use",
    "198421000000108": "Hazardous alcohol use",
    # body
    "417746004": "Traumatic injury",
    "274164006": "Minor head injury",
    "125605004": "Fracture of bone",
    "125667009": "Contusion",
    "125668004": "Contusion of face",
    "68142008": "Contusion of upper limb",
    "279039007": "Low back pain",
    "25064002": "Headache",
    "37796009": "Migraine",
    "84229001": "Fatigue",
    "10743008": "Irritable bowel syndrome",
    "68566005": "Urinary tract infectious disease",
    "266364000": "Asthma attack",
    "404640003": "Dizziness",
    "15188001": "Hearing loss",
    # reproductive
    "237067000": "Chronic pain in female pelvis",
    "275813002": "Emergency contraception",
    "77386006": "Pregnant",
    "918791000000100": "Did not attend antenatal appointment",
    # attendance
    "924331000000103": "Did not attend general practitioner appointment",
}


def coding(code: str, *, system: str = SNOMED_CT, display: str = "") -> dict[str, str]:
    """A FHIR Coding, with its term unless the sender's system shows other words for it.

    Raises KeyError for a code that is not listed above.
    """
    term = TERMS[code]
    return {"system": system, "code": code, "display": display or term}
