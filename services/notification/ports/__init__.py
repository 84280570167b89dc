"""The ways out of the portal: e-mail, text messages, the robots of groups. Each is off until it is
set up.
"""

from services.notification.ports.mail import MailServer
from services.notification.ports.parcel import Outcome, Parcel
from services.notification.ports.sending import send_out, switched_on
from services.notification.ports.sms import SmsGateway

__all__ = ["MailServer", "Outcome", "Parcel", "SmsGateway", "send_out", "switched_on"]
