"""`make demo`: two tenants, some dozens of mails, and what becomes of them."""
