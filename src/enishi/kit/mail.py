"""Mail to staff: by SMTP where it is set up, else shown to the person who runs this process.

Sending never holds a request up and never tells its caller whether it worked: an answer must not show whether an
address exists. A failure is in the log, without the address.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.conf import settings
from django.core.mail import EmailMessage

log = structlog.get_logger("enishi.mail")

_sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def can_send_mail() -> bool:
    """Whether an SMTP server is set up."""
    return bool(settings.ENISHI_HAS_MAIL)


def send_mail(*, to: str, subject: str, text: str) -> None:
    """Send one plain text soon; without an SMTP server, print it to standard error of this process instead.

    What is printed is for the one person who runs Enishi without one, and goes past the log, which may be kept.
    """
    if can_send_mail():
        _sender.submit(_deliver, EmailMessage(subject, text, None, [to]))
        return
    sys.stderr.write(
        f"\n── メール（SMTP未設定のため、ここに表示します） / mail, shown here as no SMTP server is set up\n"
        f"   {to}\n   {subject}\n\n{text}\n──\n"
    )
    sys.stderr.flush()


def _deliver(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError as error:
        # smtplib's errors are OSErrors; their texts may repeat the address.
        log.error("mail_not_sent", error=type(error).__name__)
