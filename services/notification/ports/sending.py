"""One door for everything that goes out: it picks the port, and makes an outcome of a mishap."""

import smtplib
from collections.abc import Callable

import httpx

from contracts.notification import Medium
from contracts.refusals import Invalid
from services.notification.ports import mail, robot, sms
from services.notification.ports.parcel import NotTaken, Outcome, Parcel

PORTS: dict[Medium, Callable[[Parcel], None]] = {
    Medium.EMAIL: mail.send,
    Medium.SMS: sms.send,
    Medium.ROBOT: robot.send,
}


def switched_on() -> frozenset[Medium]:
    """The media persons can be told by here."""
    is_on = {Medium.EMAIL: mail.is_on(), Medium.SMS: sms.is_on()}
    return frozenset(medium for medium, on in is_on.items() if on)


def send_out(parcel: Parcel) -> Outcome:
    """Send one parcel. Whatever the libraries say in words may name an address: only its kind is
    kept.
    """
    error, final = "", False
    try:
        PORTS[parcel.medium](parcel)
    except NotTaken as refused:
        error, final = refused.reason, refused.final
    except Invalid as refused:
        error, final = refused.code, True
    except (smtplib.SMTPException, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as away:
        error = type(away).__name__
    return Outcome(dispatch_id=parcel.dispatch_id, error=error, final=final)
