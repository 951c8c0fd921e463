"""Where the makers of cards and tokens put their PKCS#11 modules.

As their packages for each system are known to; only SoftHSM was tried with a card, on Debian. The
makers' come first: OpenSC reads some of their cards too, and less well.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

_LINUX_FOLDERS = (
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
)
_LINUX = (
    "libeToken.so",  # SafeNet eToken 5100, 5110 and Gemalto's, by SafeNet Authentication Client
    "libeTPkcs11.so",
    "libIDPrimePKCS11.so",  # Gemalto IDPrime cards
    "watchdata/ICP/lib/libwdpkcs_icp.so",  # Watchdata ProxKey
    "libwdpkcs.so",
    "libaetpkss.so.3",  # GD StarSign by AET SafeSign
    "libaetpkss.so",
    "opensc/libcastle.so.1.0.0",  # FT ePass2003
    "libcastle_v2.so.1.0.0",
    "libcastle.so",
    "libOcsCryptoki.so",  # Oberthur, IDEMIA
    "libidop11.so",
    "opensc-pkcs11.so",
    "softhsm/libsofthsm2.so",
    "p11-kit-proxy.so",  # whatever is registered on the computer
)
_MACOS = (
    "/usr/local/lib/libeTPkcs11.dylib",
    "/Library/Frameworks/eToken.framework/Versions/A/libeToken.dylib",
    "/usr/local/lib/libIDPrimePKCS11.dylib",
    "/usr/local/lib/libwdpkcs_icp.dylib",
    "/Applications/WatchKey USB Token Admin Tool.app/Contents/MacOS/lib/libWDP11_BR_GOV.dylib",
    "/usr/local/lib/libaetpkss.dylib",
    "/Applications/tokenadmin.app/Contents/Frameworks/libaetpkss.dylib",
    "/usr/local/lib/libcastle.1.0.0.dylib",
    "/usr/local/lib/libOcsCryptoki.dylib",
    "/Library/OpenSC/lib/opensc-pkcs11.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/p11-kit-proxy.dylib",
)
_WINDOWS = (
    r"System32\eTPKCS11.dll",
    r"System32\WDICP_P11_CCID_v34.dll",
    r"System32\wdpkcs.dll",
    r"System32\aetpkss1.dll",
    r"System32\eps2003csp11.dll",
    r"System32\OcsCryptoki.dll",
    r"System32\opensc-pkcs11.dll",
)


def modules(more: Iterable[str] = ()) -> list[str]:
    """Those that are on this computer, after ``more``; each file once, under its first name.

    INTEGRADOR_PKCS11 (paths, separated as in PATH) stands for all of them.
    """
    named = os.environ.get("INTEGRADOR_PKCS11")
    wanted = [Path(each) for each in (named.split(os.pathsep) if named else more) if each]
    known = [] if named else [each for each in _known() if each.is_file()]
    return list({each.resolve(): str(each) for each in reversed([*wanted, *known])}.values())[::-1]


def _known() -> list[Path]:
    if sys.platform == "win32":
        root = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"))
        return [root / each for each in _WINDOWS]
    if sys.platform == "darwin":
        return [Path(each) for each in _MACOS]
    return [Path(folder, name) for name in _LINUX for folder in _LINUX_FOLDERS]
