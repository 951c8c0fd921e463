import pytest

from local.ca import CertificateFiles, ensure_certificates
from tests.integration.smtp.client import Client


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    """The certificate of the tests' servers."""
    return ensure_certificates(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def client(files: CertificateFiles) -> Client:
    return Client(files.ca.read_text())
