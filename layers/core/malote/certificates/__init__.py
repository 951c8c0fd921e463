"""X.509 certificates as ICP-Brasil issues them: whose they are, and whether they are to be trusted.

Pure: bytes in, an answer out, and no network. Revocation is not looked at.
"""
