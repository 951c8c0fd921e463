"""Malote: the mail pouch of Brazilian fiscal documents."""
