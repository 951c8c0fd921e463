"""The certificates of the user's own store in Windows (CurrentUser, MY).

By Microsoft's reference of crypt32 (CertOpenSystemStore, CertEnumCertificatesInStore). It was never
run on Windows.
"""

import sys

if sys.platform == "win32":
    import ctypes
    from collections.abc import Iterator
    from ctypes import wintypes

    _HAS_KEY = 2  # CERT_KEY_PROV_INFO_PROP_ID

    class CertContext(ctypes.Structure):
        """CERT_CONTEXT."""

        _fields_ = (
            ("encoding", wintypes.DWORD),
            ("encoded", ctypes.POINTER(ctypes.c_ubyte)),
            ("length", wintypes.DWORD),
            ("info", ctypes.c_void_p),
            ("store", ctypes.c_void_p),
        )

        @property
        def der(self) -> bytes:
            """The certificate's bytes."""
            return ctypes.string_at(self.encoded, self.length)

    type Context = "ctypes._Pointer[CertContext]"
    _Pointer = ctypes.POINTER(CertContext)

    crypt32 = ctypes.WinDLL("crypt32", use_last_error=True)
    crypt32.CertOpenSystemStoreW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
    crypt32.CertOpenSystemStoreW.restype = ctypes.c_void_p
    crypt32.CertEnumCertificatesInStore.argtypes = (ctypes.c_void_p, _Pointer)
    crypt32.CertEnumCertificatesInStore.restype = _Pointer
    crypt32.CertGetCertificateContextProperty.argtypes = (
        _Pointer,
        wintypes.DWORD,
        ctypes.c_void_p,
        ctypes.POINTER(wintypes.DWORD),
    )
    crypt32.CertDuplicateCertificateContext.argtypes = (_Pointer,)
    crypt32.CertDuplicateCertificateContext.restype = _Pointer
    crypt32.CertFreeCertificateContext.argtypes = (_Pointer,)
    crypt32.CertCloseStore.argtypes = (ctypes.c_void_p, wintypes.DWORD)

    def contexts() -> Iterator[Context]:
        """Each in turn, good until the next one is asked for."""
        store = crypt32.CertOpenSystemStoreW(None, "MY")
        if not store:
            return
        try:
            context = crypt32.CertEnumCertificatesInStore(store, None)
            while context:
                yield context
                context = crypt32.CertEnumCertificatesInStore(store, context)
        finally:
            crypt32.CertCloseStore(store, 0)

    def certificates() -> list[tuple[bytes, bool]]:
        """Each in DER, and whether Windows knows of a key of it."""
        return [(each.contents.der, _has_key(each)) for each in contexts()]

    def _has_key(context: Context) -> bool:
        size = wintypes.DWORD(0)
        return bool(
            crypt32.CertGetCertificateContextProperty(context, _HAS_KEY, None, ctypes.byref(size))
        )

else:

    def certificates() -> list[tuple[bytes, bool]]:
        """None: there is no such store here."""
        return []
