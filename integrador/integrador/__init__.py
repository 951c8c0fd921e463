"""The Integrador: it asks SEFAZ with the certificates of the computer that it runs on."""
