"""Mail servers for the demo: IMAP over TLS (pymap) and SMTP with STARTTLS (aiosmtpd)."""
