"""Malote's own mails, by SES. It knows no idempotency: what may have gone out is not repeated."""

from typing import Any

from malote.adapters.aws import client
from malote.notices.models import Delivery, NoticeMail
from malote.observability import logger

_CHARSET = "UTF-8"
_OF_THE_MAIL = {"MessageRejected", "BadRequestException"}
_NOT_CONNECTED = {"EndpointConnectionError", "ConnectTimeoutError", "ProxyConnectionError"}


class Ses:
    """The port ``NoticeSender``; all mails come from one address."""

    def __init__(self, sender: str) -> None:
        self._from = f"Malote <{sender}>"

    def send(self, mail: NoticeMail) -> Delivery:
        """Send it once; what went wrong is logged. Raises nothing of AWS."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            client("sesv2").send_email(**self._request(mail))
        except ClientError as error:
            logger.warning("SES refuses a notice", exc_info=True)
            return _answered(error.response)
        except BotoCoreError as error:
            logger.warning("SES did not answer", exc_info=True)
            return "later" if type(error).__name__ in _NOT_CONNECTED else "uncertain"
        return "sent"

    def _request(self, mail: NoticeMail) -> dict[str, Any]:
        return {
            "FromEmailAddress": self._from,
            "Destination": {"ToAddresses": [mail.to_address]},
            "Content": {
                "Simple": {
                    "Subject": {"Data": mail.subject, "Charset": _CHARSET},
                    "Body": {"Text": {"Data": mail.text, "Charset": _CHARSET}},
                    "Headers": [
                        {"Name": name, "Value": value} for name, value in mail.headers.items()
                    ],
                }
            },
        }


def _answered(response: Any) -> Delivery:
    """A 4xx says that nothing was sent; a 5xx may come after it was.

    What is not the mail's own fault is somebody's to mend: it comes again, and ends in the DLQ.
    """
    if response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
        return "uncertain"
    return "refused" if response["Error"]["Code"] in _OF_THE_MAIL else "later"
