"""What is configured, the device's key, and who may work on a home."""

import stat
import sys
from pathlib import Path

import pytest

from integrador import durable
from integrador.addresses import secure
from integrador.config import Config, Configured
from integrador.device_key import DeviceKey
from integrador.errors import (
    AlreadyRunning,
    DeviceKeyLost,
    NotConfigured,
    ServiceInsecure,
    SettingsBroken,
)
from integrador.home import Home
from integrador.locking import is_running, one_process


def test_the_home_is_where_it_is_told_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEGRADOR_HOME", str(tmp_path / "a"))
    assert Home.found(str(tmp_path / "b")).root == tmp_path / "a"
    monkeypatch.delenv("INTEGRADOR_HOME")
    assert Home.found(str(tmp_path / "b")).root == tmp_path / "b"


@pytest.mark.parametrize(
    ("platform", "variable", "where"),
    [
        ("win32", "LOCALAPPDATA", "dados/Integrador"),
        ("darwin", "HOME", "dados/Library/Application Support/Integrador"),
        ("linux", "XDG_DATA_HOME", "dados/integrador"),
    ],
)
def test_each_platform_has_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, variable: str, where: str
) -> None:
    monkeypatch.delenv("INTEGRADOR_HOME", raising=False)
    monkeypatch.setenv(variable, str(tmp_path / "dados"))
    monkeypatch.setattr(sys, "platform", platform)
    assert Home.found().root == tmp_path / where


def test_all_of_it_is_its_users_alone(home: Home, configured: Configured) -> None:
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [home.root, *home.root.rglob("*")]}
    kept = {path: mode for path, mode in modes.items() if path.suffix != ".lock"}
    assert {mode for path, mode in kept.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in kept.items() if path.is_file()} == {0o600}


def test_what_is_added_is_there_and_what_is_removed_is_gone(
    home: Home, configured: Configured
) -> None:
    config = Config(home)
    assert config.all() == (configured,)
    assert config.get(configured.tax_id) == configured
    config.remove(configured.tax_id)
    assert Config(home).all() == ()
    with pytest.raises(DeviceKeyLost):
        DeviceKey.kept(home, configured.public_key)
    with pytest.raises(NotConfigured):
        config.remove(configured.tax_id)


def test_a_second_configuration_takes_the_place_of_the_first(
    home: Home, configured: Configured
) -> None:
    newer = configured.model_copy(update={"public_key": DeviceKey.made(home).public_key})
    Config(home).add(newer)
    assert Config(home).all() == (newer,)
    assert [each.suffix for each in home.keys.iterdir()] == [".pem"]
    assert DeviceKey.kept(home, newer.public_key).public_key == newer.public_key


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"configured": [{"tax_id": "segredo"}]}', b"\xff"]
)
def test_a_broken_file_is_told_and_kept(home: Home, configured: Configured, content: bytes) -> None:
    home.settings.write_bytes(content)
    for use in (Config(home).all, lambda: Config(home).add(configured)):
        with pytest.raises(SettingsBroken) as told:
            use()
        assert "segredo" not in told.value.detail
        assert home.settings.read_bytes() == content


def test_a_device_key_of_something_else_is_no_key(home: Home, configured: Configured) -> None:
    other = DeviceKey.made(home)
    files = {path: path.read_bytes() for path in home.keys.iterdir()}
    mine = next(
        path
        for path in files
        if path.stat().st_mtime_ns == min(each.stat().st_mtime_ns for each in files)
    )
    theirs = next(path for path in files if path != mine)
    mine.write_bytes(files[theirs])
    with pytest.raises(DeviceKeyLost):
        DeviceKey.kept(home, configured.public_key)
    assert DeviceKey.kept(home, other.public_key)


def test_one_process_works_on_a_home(home: Home) -> None:
    assert not is_running(home)
    with one_process(home):
        assert is_running(home)
        with pytest.raises(AlreadyRunning), one_process(home):
            pass
    assert not is_running(home)


def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    durable.write(path, b"before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        durable.write(path, b"after")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert path.read_bytes() == b"before"


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://api.example.com/prod", True),
        ("http://localhost:4566/x", True),
        ("http://127.0.0.1:1", True),
        ("http://[::1]:1", True),
        ("http://api.example.com", False),
        ("http://localhost.example.com", False),
        ("http://10.0.0.1", False),
        ("ftp://localhost", False),
        ("https://", False),
        ("", False),
    ],
)
def test_only_safe_addresses_are_talked_to(url: str, good: bool) -> None:
    if good:
        assert secure(url) == url
    else:
        with pytest.raises(ServiceInsecure):
            secure(url)
