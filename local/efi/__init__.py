"""A stand-in for Efí's Cobranças and Pix: its wire formats, histories, repeated tokens, retries.

Nothing here is a mock of ours: it is written from Efí's public documentation, and knows nothing of
Malote. It keeps all in memory and misbehaves on request.
"""
