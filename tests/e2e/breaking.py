"""Taking one grant from a deployed role, and giving it back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from tests.e2e.stack import Stack
from tests.e2e.template import Grant


@contextmanager
def without(stack: Stack, grant: Grant) -> Iterator[None]:
    """The role lacks this grant inside, and what fails of it is expected in the logs."""
    iam = stack.cloud.client("iam")
    role = stack.resources[grant.role]
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    whole = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    began = datetime.now(UTC)
    less = json.dumps(grant.taken_from(whole))
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=less)
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(whole))
        stack.broken.append((began, datetime.now(UTC)))
