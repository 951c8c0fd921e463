"""Signing with a key of Windows' store, by CNG; keys of old CSPs are translated into CNG's.

By Microsoft's reference of CryptAcquireCertificatePrivateKey, NCryptTranslateHandle and
NCryptSignHash. It was never run on Windows.
"""

import sys

from integrador.errors import KeyUnusable

if sys.platform == "win32":
    import ctypes
    from ctypes import byref, wintypes

    from integrador.certificates.windows import Context, contexts, crypt32

    _ALLOW_CNG = 0x10000  # CRYPT_ACQUIRE_ALLOW_NCRYPT_KEY_FLAG
    _IS_CNG = 0xFFFFFFFF  # CERT_NCRYPT_KEY_SPEC
    _PKCS1 = 2  # BCRYPT_PAD_PKCS1
    _LONGEST = 1024  # bytes: RSA of 8192 bits

    _ncrypt = ctypes.WinDLL("ncrypt")

    class _Padding(ctypes.Structure):
        _fields_ = (("algorithm", wintypes.LPCWSTR),)

    def sign(certificate: bytes, algorithm: str, digest: bytes) -> bytes:
        """PKCS #1 v1.5 over a digest. Raises KeyUnusable."""
        for context in contexts():
            if context.contents.der == certificate:
                return _signed(context, algorithm, digest)
        raise KeyUnusable("repositório de certificados do Windows")

    def _signed(context: Context, algorithm: str, digest: bytes) -> bytes:
        handle, spec, ours = ctypes.c_void_p(), wintypes.DWORD(), wintypes.BOOL()
        acquired = crypt32.CryptAcquireCertificatePrivateKey(
            context, _ALLOW_CNG, None, byref(handle), byref(spec), byref(ours)
        )
        if not acquired:
            raise KeyUnusable(f"Windows, erro {ctypes.get_last_error():#x}")
        key, provider = handle, ctypes.c_void_p()
        translated = spec.value != _IS_CNG
        try:
            if translated:
                key = ctypes.c_void_p()
                _check(
                    _ncrypt.NCryptTranslateHandle(
                        byref(provider), byref(key), handle, None, spec, 0
                    )
                )
            signature, length = ctypes.create_string_buffer(_LONGEST), wintypes.DWORD()
            _check(
                _ncrypt.NCryptSignHash(
                    key, byref(_Padding(algorithm)), digest, len(digest),
                    signature, _LONGEST, byref(length), _PKCS1,
                )
            )  # fmt: skip
            return signature.raw[: length.value]
        finally:
            if translated:
                _ncrypt.NCryptFreeObject(key)
                _ncrypt.NCryptFreeObject(provider)
                ctypes.WinDLL("advapi32").CryptReleaseContext(handle, 0)
            elif ours:
                _ncrypt.NCryptFreeObject(handle)

    def _check(status: int) -> None:
        if status:
            raise KeyUnusable(f"Windows, erro {status & 0xFFFFFFFF:#x}")

else:

    def sign(_certificate: bytes, _algorithm: str, _digest: bytes) -> bytes:
        """Nothing is signed so on other systems. Raises KeyUnusable."""
        raise KeyUnusable("só no Windows")
