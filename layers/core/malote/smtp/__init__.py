"""The accounts that a tenant's branches send mail through."""
