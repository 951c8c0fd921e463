"""Events of NF3e, with SEFAZ's answer or without."""

from malote.fiscal.events import event_layouts, justification

ROOTS = event_layouts("NF3e", "66", ("nf3e/schemas/v1_0", "v1.00"), justification)
