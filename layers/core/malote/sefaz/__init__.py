"""The tax authority: documents distributed by it, and the recipient's answer to them."""
