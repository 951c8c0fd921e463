from collections.abc import Mapping

import pytest

from local.ca import CertificateFiles, ensure_certificates
from tests.integration.imap.certificates import wrong_certificates
from tests.integration.smtp.client import Client


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    """The certificate of the tests' servers."""
    return ensure_certificates(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def client(files: CertificateFiles) -> Client:
    return Client(files.ca.read_text())


@pytest.fixture(scope="session")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, CertificateFiles]:
    made = wrong_certificates(tmp_path_factory.mktemp("wrong"))
    unknown = wrong_certificates(tmp_path_factory.mktemp("unknown"))["of another name"]
    return {**made, "unknown": unknown}
