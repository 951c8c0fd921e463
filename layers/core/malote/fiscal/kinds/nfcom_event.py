"""Events of NFCom, with SEFAZ's answer or without."""

from malote.fiscal.events import event_layouts, justification

ROOTS = event_layouts("NFCom", "62", ("nfcom/schemas/v1_0", "v1.00"), justification)
