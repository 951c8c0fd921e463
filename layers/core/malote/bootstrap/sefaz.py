"""SEFAZ: which adapter stands behind each of its ports."""
