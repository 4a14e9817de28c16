"""Where patients live and can be reached: sealed, and masked unless somebody reveals it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import select

from gpsupport.domain.access import Decision, Kind
from gpsupport.domain.addresses import (
    ContactDetails,
    Extent,
    PostalAddress,
    ReceivedDetails,
    RevealReason,
    Telecom,
    Use,
    current_home,
    key_of,
    shown,
)
from gpsupport.domain.days import PartialDate
from gpsupport.domain.people import Actor
from gpsupport.persistence.rows import AddressRow, ReceivedResourceRow
from gpsupport.persistence.stores.base import Store, new_id

_WORDS = ("patient_address", "words_sealed")


class AddressStore(Store):
    """One row for each received resource of a patient, also where it names no address at all.

    A resource without a row came before addresses were read: that is not the same as naming none.
    The newest resource alone counts, even where it names nothing: that somebody's address is left
    out may well mean that nobody is to find it, and then an older one leads to the wrong door.
    """

    kind = Kind.ADDRESS

    def read_all(
        self, actor: Actor, patient_id: str, today: date, reason: RevealReason | None = None
    ) -> tuple[ReceivedDetails, ...]:
        """What each received resource says, the newest first: masked, or as a reason needs it.

        Nothing where the policy denies it. A reason stands in the audit, and without one everything
        stays masked.
        """
        decision = self._scope.ruling(actor, self.kind, patient_id).decision
        if decision is Decision.DENY:
            return ()
        extent = Extent.MASKED
        if decision is Decision.ALLOW and reason is not None:
            self._scope.state_reason(reason.value)
            extent = reason.extent
        return tuple(
            ReceivedDetails(
                source_system=system,
                received_at=at,
                shown=shown(details, today, extent, newest=place == 0) if details else None,
            )
            for place, (system, at, details) in enumerate(self._read(actor, patient_id))
        )

    def find_home(self, actor: Actor, patient_id: str, today: date) -> str:
        """The key of where the patient lives (domain.addresses.address_key); empty: not known.

        Only what may see all of an address may compare it.
        """
        if self._scope.ruling(actor, self.kind, patient_id).decision is not Decision.ALLOW:
            return ""
        details = next((one for _, _, one in self._read(actor, patient_id)), None)
        home = current_home(details.addresses, today) if details else None
        return key_of(home) if home else ""

    def _read(
        self, actor: Actor, patient_id: str
    ) -> Iterator[tuple[str, datetime, ContactDetails | None]]:
        practice = self._practice(actor)
        rows = self._run(
            select(
                ReceivedResourceRow.source_system,
                ReceivedResourceRow.received_at,
                AddressRow.id,
                AddressRow.words_sealed,
            )
            .outerjoin(
                AddressRow,
                (AddressRow.practice_id == ReceivedResourceRow.practice_id)
                & (AddressRow.resource_id == ReceivedResourceRow.id),
            )
            .where(
                ReceivedResourceRow.practice_id == practice,
                ReceivedResourceRow.patient_id == patient_id,
                ReceivedResourceRow.type == "Patient",
            )
            .order_by(
                ReceivedResourceRow.received_at.desc(),
                ReceivedResourceRow.source_system,
                ReceivedResourceRow.id,
            )
        )
        for row in rows:
            details = None
            if row.words_sealed is not None:
                plain = self._sealer.unseal(row.words_sealed, *_WORDS, row.id, practice)
                details = _unpacked(orjson.loads(plain))
            yield row.source_system, row.received_at, details

    def has(self, actor: Actor, patient_id: str, resource_id: str) -> bool:
        """Whether a received resource of a patient was read for addresses."""
        wanted = select(AddressRow.id).where(
            AddressRow.practice_id == self._must(actor, patient_id),
            AddressRow.patient_id == patient_id,
            AddressRow.resource_id == resource_id,
        )
        return self._session.scalar(wanted.limit(1)) is not None

    def add(self, actor: Actor, patient_id: str, resource_id: str, details: ContactDetails) -> None:
        """Keep what a received resource says, be it nothing."""
        practice, row_id = self._must(actor, patient_id), new_id()
        plain = orjson.dumps(_packed(details))
        self._insert(
            AddressRow,
            [
                {
                    "practice_id": practice,
                    "id": row_id,
                    "patient_id": patient_id,
                    "resource_id": resource_id,
                    "place": 0,
                    "words_sealed": self._sealer.seal(plain, *_WORDS, row_id, practice),
                }
            ],
        )

    def drop(self, actor: Actor, resource_ids: Sequence[str]) -> None:
        """Remove what stands in these received resources, before it is read again."""
        self._drop_standing_in(actor, AddressRow, resource_ids)


def _packed(details: ContactDetails) -> dict[str, Any]:
    return {
        "addresses": [
            {
                "lines": list(one.lines),
                "town": one.town,
                "postcode": one.postcode,
                "use": one.use.value,
                "postal_only": one.postal_only,
                "text": one.text,
                **_period(one),
            }
            for one in details.addresses
        ],
        "telecoms": [
            {"system": one.system, "value": one.value, "use": one.use.value, **_period(one)}
            for one in details.telecoms
        ],
    }


def _period(part: PostalAddress | Telecom) -> dict[str, str]:
    return {
        "start": str(part.start) if part.start else "",
        "end": str(part.end) if part.end else "",
    }


def _unpacked(kept: Mapping[str, Any]) -> ContactDetails:
    return ContactDetails(
        tuple(
            PostalAddress(
                lines=tuple(one["lines"]),
                town=one["town"],
                postcode=one["postcode"],
                use=Use(one["use"]),
                postal_only=one["postal_only"],
                start=_day(one["start"]),
                end=_day(one["end"]),
                text=one["text"],
            )
            for one in kept["addresses"]
        ),
        tuple(
            Telecom(
                system=one["system"],
                value=one["value"],
                use=Use(one["use"]),
                start=_day(one["start"]),
                end=_day(one["end"]),
            )
            for one in kept["telecoms"]
        ),
    )


def _day(kept: str) -> PartialDate | None:
    return PartialDate.parse(kept) if kept else None
