"""A referral as a file for its service. Behind the gate; nothing is sent from here."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from gpsupport.actions.errors import Refused
from gpsupport.actions.forms import SavedSince
from gpsupport.actions.referral.messaging import download_referral, look_at_message, words_of_files
from gpsupport.domain.access import Permission
from gpsupport.domain.referral.messages import OutgoingReferral, service_name
from gpsupport.domain.referral.states import ReferralState
from gpsupport.fhir.referral_message import write_message
from gpsupport.persistence.work import StaleRow
from gpsupport.serving.guards import signed_in
from gpsupport.serving.marks import needs
from gpsupport.serving.wiring import installation

referral_messages = Blueprint("referral_messages", __name__)

# It lies in a folder of downloads, where others may look.
FILE_NAME = "message.json"

Answer = str | Response | tuple[str, int]


@referral_messages.get("/patients/<uuid:patient_id>/referrals/<uuid:referral_id>/message")
@needs(Permission.CONSULT)
def message(patient_id: UUID, referral_id: UUID) -> Answer:
    """What will not go out as it is written; or why there is no file yet."""
    return _look(patient_id, referral_id)


@referral_messages.post("/patients/<uuid:patient_id>/referrals/<uuid:referral_id>/message")
@needs(Permission.CONSULT)
def save_message(patient_id: UUID, referral_id: UUID) -> Answer:
    """The referral as a FHIR message, and in the sharing log."""
    parts = installation()
    now = parts.now()

    def file(outgoing: OutgoingReferral) -> Response:
        answer = FlaskResponse(
            write_message(outgoing, words_of_files(parts.knowledge), now),
            mimetype="application/fhir+json",
        )
        answer.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
        return answer

    try:
        return download_referral(
            *(parts.database, signed_in(), str(patient_id), str(referral_id)),
            *(parts.knowledge, now, file),
        )
    except Refused as refused:
        return _none(refused, patient_id, referral_id)
    except (SavedSince, StaleRow):
        return _look(patient_id, referral_id, changed=True)


def _look(patient_id: UUID, referral_id: UUID, *, changed: bool = False) -> Answer:
    parts = installation()
    try:
        words = words_of_files(parts.knowledge)
        outgoing = look_at_message(
            parts.database, signed_in(), str(patient_id), str(referral_id), parts.now()
        )
    except Refused as refused:
        return _none(refused, patient_id, referral_id)
    back = _referral(patient_id, referral_id)
    page = render_template(
        "referrals/message.html",
        service=service_name(outgoing.referral.begun),
        left_out=outgoing.left_out(words.left_out),
        not_sure="" if outgoing.sure else words.not_sure,
        changed=changed,
        sent="" if outgoing.referral.sent_on else f"{back}?step={ReferralState.SENT.value}",
        file=f"{back}/message",
        back=back,
    )
    return (page, 409) if changed else page


def _none(refused: Refused, patient_id: UUID, referral_id: UUID) -> Answer:
    back = _referral(patient_id, referral_id)
    return render_template("referrals/no_message.html", why=str(refused), back=back), 409


def _referral(patient_id: UUID, referral_id: UUID) -> str:
    return f"/patients/{patient_id}/referrals/{referral_id}"
