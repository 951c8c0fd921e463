"""Events of BP-e: cancelled, not boarded, seat changed (MOC BP-e 1.00)."""

from malote.fiscal.events import event_layouts, justification

ROOTS = event_layouts("BPe", "63", ("bpe/schemas/v1_0", "v1.00"), justification)
