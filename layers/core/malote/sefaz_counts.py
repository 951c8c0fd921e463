"""What is counted and logged of SEFAZ's answers, whoever brought them."""

from datetime import datetime

from malote.observability import count, logger
from malote.sefaz.answers import UNDUE
from malote.sefaz.feeds import Feed
from malote.sefaz.made import SefazRequest


def tell(stands: Feed | SefazRequest, since: datetime) -> None:
    """How it stands after a step; an answer from before ``since`` was counted before."""
    if isinstance(stands, SefazRequest):
        told = stands.model_dump(include={"tenant", "request_id", "status", "problem"})
        logger.info("manifestation taken", extra=told)
        return
    answer = stands.last_answer if stands.last_answer and stands.last_answer.at >= since else None
    if answer:
        count("SefazDocuments", answer.documents)
        count("SefazUndue", 1 if answer.status_code == UNDUE else 0)
    told = stands.model_dump(include={"tenant", "tax_id", "service", "position", "failures"})
    logger.info("feed taken", extra=told | {"status_code": answer.status_code if answer else ""})
