"""One exchange with SEFAZ, whole: what was sent, signatures and all, and what came back."""

from pydantic import BaseModel, ConfigDict


class Exchange(BaseModel):
    """SOAP envelopes, as they went over the wire; in JSON they are base64."""

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    request: bytes
    answer: bytes
