"""A stand-in for SEFAZ's national environment: distribution of NF-e and CT-e, and manifestation.

Nothing here is a mock of ours: it is written from the technical notes (NT 2014.002 of the
distribution, NT 2012.002 and 2020.001 of the manifestation) and the official schemas, and knows
nothing of what Malote asks or when. It keeps all in memory and misbehaves on request.
"""
