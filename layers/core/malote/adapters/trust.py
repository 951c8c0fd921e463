"""The certificates trusted for signatures: one PEM bundle in the bucket, set by malote-admin."""

from time import monotonic

from malote.adapters import keys
from malote.adapters.aws import client
from malote.certificates.trust import TrustStore

_SECONDS = 300
_read: dict[str, tuple[float, bytes, TrustStore]] = {}


def trust_store(bucket: str) -> TrustStore:
    """The store, at most five minutes old; empty when no bundle was ever set.

    Bytes that did not change give the same object, with the chains that it has found.
    Raises InvalidTrustStore.
    """
    read_at, pem, store = _read.get(bucket, (0.0, None, None))
    if store is not None and monotonic() - read_at < _SECONDS:
        return store
    found = read_bundle(bucket)
    if store is None or found != pem:
        store = TrustStore.from_pem(found)
    _read[bucket] = (monotonic(), found, store)
    return store


def read_bundle(bucket: str) -> bytes:
    """The bundle as it was set; empty when none was."""
    s3 = client("s3")
    try:
        return s3.get_object(Bucket=bucket, Key=keys.TRUSTED_ROOTS)["Body"].read()
    except s3.exceptions.ClientError as error:
        # S3 says AccessDenied of a key that is not there to who may not list the bucket, as
        # functions may not. Without roots nothing is valid: taking it so is safe.
        if error.response["Error"]["Code"] in {"NoSuchKey", "AccessDenied"}:
            return b""
        raise


def write_bundle(bucket: str, pem: bytes) -> None:
    """Put a bundle in the place of the one there."""
    client("s3").put_object(Bucket=bucket, Key=keys.TRUSTED_ROOTS, Body=pem)
