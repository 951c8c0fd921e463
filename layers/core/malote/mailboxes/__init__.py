"""Reading a tenant's mailbox: what is a candidate, what is not, and how far we got. Pure."""
