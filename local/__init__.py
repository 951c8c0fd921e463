"""The local cloud: the template that goes to AWS, on this machine."""
