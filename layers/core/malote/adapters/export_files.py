"""The files of monthly packages, under exports/; the bucket's lifecycle lets them go."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from malote.adapters import downloads, keys
from malote.adapters.aws import client
from malote.exports.models import ExportTask


class S3ExportFiles:
    """A file is written to the disk first, and put when it is whole."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    @contextmanager
    def new(self, task: ExportTask, name: str) -> Iterator[BinaryIO]:
        """A file to write in, which takes an older one's place when it closes well."""
        with TemporaryFile() as file:
            target = cast("BinaryIO", file)
            yield target
            file.seek(0)
            client("s3").put_object(Bucket=self._bucket, Key=_key(task, name), Body=target)

    def put_once(self, task: ExportTask, name: str, content: bytes) -> bytes:
        """Keep a small file unless there is one. Returns what is kept."""
        s3 = client("s3")
        try:
            s3.put_object(Bucket=self._bucket, Key=_key(task, name), Body=content, IfNoneMatch="*")
        except s3.exceptions.ClientError as error:
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise
            return self.get(task, name)
        return content

    def get(self, task: ExportTask, name: str) -> bytes:
        """A small file's content."""
        return client("s3").get_object(Bucket=self._bucket, Key=_key(task, name))["Body"].read()

    def link(self, task: ExportTask, name: str, filename: str, seconds: int) -> str:
        """An address that downloads it for a while."""
        return downloads.link(self._bucket, _key(task, name), filename, seconds)


def _key(task: ExportTask, name: str) -> str:
    return keys.export_file(task.tenant, task.month, task.export_id, name)
