"""Households of ordinary people: who lives together, how old they are, and who belongs to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from gpsupport.demo.names import FAMILY_NAMES, address, given_name, mobile, title
from gpsupport.demo.people import Household, Person, ties_of
from gpsupport.domain.people import Sex


class Registrar:
    """Registers people: hands out ids and NHS numbers, one after another."""

    def __init__(self, numbers: Iterator[str]) -> None:
        self._numbers = numbers
        self._count = 0

    def register(
        self,
        given: str,
        family: str,
        sex: Sex,
        born: date,
        *,
        title: str = "",
        address: str = "",
        area: str = "",
        phone: str = "",
    ) -> Person:
        """A new patient with the next id and the next number."""
        self._count += 1
        return Person(
            id=f"elm-{self._count:04d}",
            nhs_number=next(self._numbers),
            title=title,
            given=given,
            family=family,
            sex=sex,
            born=born,
            address=(address,) if address else (),
            area=area,
            phone=phone,
        )

    @property
    def count(self) -> int:
        """How many are registered."""
        return self._count


class Builder:
    """Draws households until the practice is full."""

    def __init__(self, draw: Random, today: date, registrar: Registrar) -> None:
        self._draw = draw
        self._today = today
        self._registrar = registrar

    def households(self, up_to: int) -> Iterator[Household]:
        """Yield households until `up_to` people are registered, and not one more."""
        while (room := up_to - self._registrar.count) > 0:
            yield self._household(room)

    def _household(self, room: int) -> Household:
        draw = self._draw
        kind = draw.choices(tuple(_KINDS), tuple(_KINDS.values()))[0]
        older = kind == "older"
        age = draw.randint(66, 92) if older else draw.randint(*_ADULT_AGES[kind])
        two = kind in {"couple", "family"} or (older and draw.random() < 0.6)
        first = Sex.FEMALE if kind == "lone-parent" and draw.random() < 0.85 else None
        ages = [age, max(18, age + draw.randint(-5, 5))] if two and room > 1 else [age]
        children: list[int] = []
        if kind in {"family", "lone-parent"}:
            wanted = draw.choices((1, 2, 3, 4), (38, 42, 15, 5))[0]
            youngest = draw.randint(0, max(0, min(16, age - 20)))
            for place in range(wanted):
                child = youngest + place * draw.randint(2, 3)
                if child < 18 and child <= min(ages) - 17:
                    children.append(child)
        return self._people(ages, children[: max(0, room - len(ages))], first)

    def _people(self, ages: list[int], child_ages: list[int], first: Sex | None) -> Household:
        draw = self._draw
        family = draw.choice(FAMILY_NAMES)
        home = address(draw)
        taken: set[str] = set()
        sex = first or draw.choice(_SEXES)
        adults = []
        for number, age in enumerate(ages):
            other = Sex.MALE if sex is Sex.FEMALE else Sex.FEMALE
            # One couple in twenty is of the same sex.
            this = sex if number == 0 or draw.random() < 0.05 else other
            own = family if number == 0 or draw.random() < 0.7 else draw.choice(FAMILY_NAMES)
            adults.append(self._person(own, this, age, taken=taken, home=home))
        children = [
            self._person(family, draw.choice(_SEXES), age, taken=taken, home=home)
            for age in child_ages
        ]
        married = draw.random() < 0.6
        ties = ties_of(tuple(adults), tuple(children), partners="SPS" if married else "DOMPART")
        return Household((*adults, *children), ties)

    def _person(
        self, family: str, sex: Sex, age: int, *, taken: set[str], home: tuple[str, str]
    ) -> Person:
        draw = self._draw
        name = given_name(draw, sex, age, taken)
        taken.add(name)
        # Between the last birthday and the day before the next.
        last_birthday = self._today - timedelta(days=round(age * 365.25))
        return self._registrar.register(
            name,
            family,
            sex,
            last_birthday - timedelta(days=draw.randint(3, 360)),
            title=title(sex, age, draw),
            address=home[0],
            area=home[1],
            phone=mobile(draw) if age >= 16 else "",
        )


_SEXES = (Sex.FEMALE, Sex.MALE)

# How many of a hundred households are of each kind.
_KINDS = {"single": 22, "couple": 20, "family": 30, "lone-parent": 10, "older": 18}

_ADULT_AGES = {
    "single": (18, 64),
    "couple": (20, 64),
    "family": (24, 54),
    "lone-parent": (19, 50),
}
