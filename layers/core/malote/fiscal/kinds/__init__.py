"""One module for each kind of document; ``malote.fiscal.reader`` finds them by itself.

A kind declares ``ROOTS``, a mapping from each qualified root (``{namespace}name``) to the
function that reads it: it takes the root element and gives a record, or raises IdentityMissing.
"""
