"""Who did what and when. Pure."""
