"""Mail to non-ASCII mailboxes, which Django's SMTP backend can't address.

Use it as `EMAIL_BACKEND = "gatepost.ground.smtp.EmailBackend"` if the mail server supports SMTPUTF8 (RFC 6531),
together with the setting `email.smtputf8`.
"""

import copy
import email
import email.policy
import smtplib
from typing import cast

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from gatepost.ground import text


class EmailBackend(smtp.EmailBackend):
    """Django's SMTP backend, with SMTPUTF8 for the messages that need it."""

    def _send(self, email_message: EmailMessage) -> bool:
        """Send one message.

        Raises:
            smtplib.SMTPException: The server refused it, or doesn't support SMTPUTF8.
        """
        recipients = [text.envelope(address) for address in email_message.recipients()]
        if all(address.isascii() for address in recipients):
            return bool(super()._send(email_message))  # type: ignore[misc]  # the stubs lack it
        without = copy.copy(email_message)
        without.to, without.cc = [], []
        message = email.message_from_bytes(without.message().as_bytes(), policy=email.policy.SMTPUTF8)
        for header, addresses in (("To", email_message.to), ("Cc", email_message.cc)):
            if addresses:
                message[header] = ", ".join(text.envelope(address) for address in addresses)
        try:
            cast("smtplib.SMTP", self.connection).send_message(
                message, text.envelope(email_message.from_email), recipients
            )
        except smtplib.SMTPException:
            if not self.fail_silently:
                raise
            return False
        return True
