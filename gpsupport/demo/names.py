"""Names, streets and phone numbers that the synthetic people draw from. Nobody real is meant."""

from __future__ import annotations

from random import Random

from gpsupport.demo.local_options import NORTH, SOUTH
from gpsupport.domain.people import Sex

FAMILY_NAMES = (
    "Abbott", "Ahmed", "Akhtar", "Allen", "Appiah", "Bailey", "Begum", "Blackwood", "Brennan",
    "Carter", "Chaudhry", "Clarke", "Coleman", "Costa", "Crosby", "Dalton", "Davies", "Desai",
    "Edwards", "Ellwood", "Fenwick", "Fletcher", "Foster", "Garner", "Gill", "Goddard", "Grant",
    "Green", "Hall", "Hargreaves", "Hassan", "Heath", "Holt", "Hughes", "Ibrahim", "Jarvis",
    "Jenkins", "Johnson", "Jones", "Kaur", "Kelly", "Khan", "Kowalski", "Lambert", "Lewis", "Lowe",
    "Malik", "Mensah", "Morgan", "Nguyen", "Nowak", "Okafor", "Oliver", "Osborne", "Parekh",
    "Parker", "Patel", "Pearce", "Popescu", "Powell", "Pritchard", "Quinn", "Rahimi", "Rees",
    "Richards", "Roberts", "Rowley", "Sandhu", "Sharma", "Shepherd", "Silva", "Simmons", "Singh",
    "Smith", "Stevens", "Sutton", "Taylor", "Thompson", "Tran", "Turner", "Underwood", "Vaughan",
    "Walker", "Walsh", "Watts", "Webb", "White", "Williams", "Wilson", "Wong", "Wright", "Yates",
)  # fmt: skip

_OLDER = {
    Sex.FEMALE: (
        "Ann", "Barbara", "Brenda", "Carol", "Christine", "Dorothy", "Eileen", "Gillian", "Irene",
        "Janet", "Jean", "Joan", "Kamla", "Linda", "Margaret", "Maureen", "Pamela", "Patricia",
        "Rita", "Sheila", "Shirley", "Sylvia", "Teresa", "Valerie", "Winifred",
    ),
    Sex.MALE: (
        "Alan", "Albert", "Brian", "Clive", "Colin", "Derek", "Donald", "Edwin", "Frank", "George",
        "Gordon", "Harbhajan", "Keith", "Kenneth", "Leonard", "Malcolm", "Maurice", "Norman",
        "Raymond", "Roger", "Ronald", "Roy", "Stanley", "Terence", "Winston",
    ),
}  # fmt: skip
_MIDDLE = {
    Sex.FEMALE: (
        "Alison", "Amina", "Andrea", "Caroline", "Claire", "Deborah", "Donna", "Fatima", "Fiona",
        "Geeta", "Helena", "Jacqueline", "Joanne", "Karen", "Lisa", "Magdalena", "Michelle",
        "Nasreen", "Nicola", "Rachel", "Sandra", "Sarah", "Shazia", "Sunita", "Tracey", "Yvonne",
    ),
    Sex.MALE: (
        "Adrian", "Andrew", "Anil", "Carl", "Darren", "David", "Gary", "Graham", "Hamid", "Ian",
        "Imran", "Jason", "Jonathan", "Kwame", "Lee", "Martin", "Neil", "Paul", "Piotr", "Rajesh",
        "Richard", "Robert", "Simon", "Stephen", "Stuart", "Wayne",
    ),
}  # fmt: skip
_YOUNGER = {
    Sex.FEMALE: (
        "Abigail", "Aisling", "Alice", "Amber", "Anya", "Ava", "Beth", "Caitlin", "Charlotte",
        "Chloe", "Daisy", "Emily", "Eve", "Freya", "Grace", "Hannah", "Holly", "Isla", "Jasmine",
        "Keira", "Layla", "Lily", "Maryam", "Megan", "Mia", "Naomi", "Olivia", "Phoebe", "Rosie",
        "Ruby", "Saima", "Scarlett", "Sofia", "Zara",
    ),
    Sex.MALE: (
        "Aaron", "Adam", "Alfie", "Archie", "Arjun", "Ben", "Charlie", "Connor", "Dylan", "Ethan",
        "Finley", "Freddie", "Hamza", "Harry", "Haroon", "Jack", "Jacob", "Jamie", "Joshua", "Jude",
        "Kai", "Leo", "Liam", "Luca", "Mohammed", "Nathan", "Oscar", "Reuben", "Ryan", "Sam",
        "Theo", "Toby", "Tomasz", "Yusuf",
    ),
}  # fmt: skip

_STREETS = {
    NORTH: (
        "Mill Lane", "Chapel Row", "Alder Close", "Orchard Way", "Quarry Road", "Station Street",
        "Weavers Yard", "Fallow Drive", "Kiln Hill", "Bramble Walk",
    ),
    SOUTH: (
        "Harbour Road", "Quay Street", "Marsh End", "Ferry Lane", "Ropewalk", "Saltern Close",
        "Beacon Rise", "Wharf Terrace", "Heron Court", "Coopers Green",
    ),
}  # fmt: skip


def given_name(draw: Random, sex: Sex, age: int, taken: set[str]) -> str:
    """A given name that suits sex and age, other than those already taken in the family."""
    names = (_YOUNGER if age < 32 else _MIDDLE if age < 62 else _OLDER)[sex]
    free = [name for name in names if name not in taken]
    return draw.choice(free or names)


def title(sex: Sex, age: int, draw: Random) -> str:
    """A courtesy title; a child has the one that a record gives to children."""
    if sex is Sex.MALE:
        return "Mr" if age >= 16 else "Master"
    if age < 16:
        return "Miss"
    return draw.choice(("Ms", "Mrs") if age >= 30 else ("Ms", "Miss"))


def address(draw: Random) -> tuple[str, str]:
    """A house and the part of the town it is in."""
    area = draw.choice((NORTH, NORTH, SOUTH))
    return f"{draw.randint(1, 140)} {draw.choice(_STREETS[area])}", area


def mobile(draw: Random) -> str:
    """A mobile number of the range that Ofcom keeps for drama."""
    return f"07700 900{draw.randint(0, 999):03d}"
