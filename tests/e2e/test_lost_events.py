"""What S3 never announced is found and read, without anybody asking."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.e2e.samples import KEYS, nfe
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until

pytestmark = pytest.mark.usefixtures("schedule")


def test_a_lost_announcement_is_made_up_for_in_one_cycle(
    stack: Stack, new_tenant: Callable[..., Tenant]
) -> None:
    tenant = new_tenant()
    s3, bucket = stack.cloud.client("s3"), stack.cloud.outputs["BucketName"]
    told = s3.get_bucket_notification_configuration(Bucket=bucket)
    told.pop("ResponseMetadata", None)
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    try:
        tenant.upload(nfe(KEYS[0]))
    finally:
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=told)
    tenant.upload(nfe(KEYS[1]))
    tenant.wait_for(KEYS[1])

    (lost,) = (key for key, xml in stack.objects(tenant.name).items() if xml == nfe(KEYS[0]))
    stored_at = s3.head_object(Bucket=bucket, Key=lost)["LastModified"]
    until("a minute", lambda: (datetime.now(UTC) - stored_at).total_seconds() > 61, seconds=70)
    stack.invoke("ReconcileFunction", {"time": datetime.now(UTC).isoformat()})
    tenant.wait_for(*KEYS[:2])
    assert [source["kind"] for source in tenant.sources(KEYS[0])] == ["upload"]
