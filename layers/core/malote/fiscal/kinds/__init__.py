"""One module for each kind of document; ``malote.fiscal.reader`` finds them by itself.

A kind declares ``ROOTS``, a mapping from each qualified root (``{namespace}name``) to its
``Layout``, whose ``read`` takes the root element and gives a record, or raises IdentityMissing.
"""
