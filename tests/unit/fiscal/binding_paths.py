"""Where nfelib's bindings hold what a field of a record says.

From a field's path, or several by their common end, to a pattern over the bindings' paths, for
all kinds alike. What a modal holds is untyped in the bindings and has no path.
"""

_PARTIES = {
    "issuer": r"(?:inf\w+\.emit|\.infDPS\.prest|\.infInut)",
    "recipient": r"\.inf(?:NFe|Cte|NF3e|NFCom)\.dest|\.infPassagem\.infPassageiro",
    "carrier": r"\.transp\.transporta",
    "sender": r"\.infCte\.rem",
    "shipper": r"\.infCte\.exped",
    "receiver": r"\.infCte\.receb",
    "service_taker": r"\.infDPS\.toma",
}
_OF_PARTY = {
    "tax_id": "(?:CNPJ|CPF)",
    "foreign_id": "idEstrangeiro",
    "legal_name": "xNome",
    "trade_name": "xFant",
    "state_registration": "IE",
    "municipal_registration": "IM",
    "uf": r"(?:ender\w+\.)?UF",
}
_HEADER = {
    ".series": r"ide\.serie|(?<!DPS)\.infDPS\.serie|infInut\.serie",
    ".number": r"ide\.n(?:NF|CT|MDF|BP)|(?<!DPS)\.infDPS\.nDPS|infNFSe\.nNFSe|nNFIni",
    ".last_number": "nNFFin",
    ".issued_at": r"ide\.dhEmi|(?<!DPS)\.infDPS\.dhEmi|infNFSe\.dhProc",
    ".environment": r"ide\.tpAmb|infInut\.tpAmb|infDPS\.tpAmb|inf(?:Evento|PedReg)\.tpAmb",
    ".operation_nature": r"ide\.natOp",
    ".operation_type": r"ide\.tpNF",
    ".purpose": r"ide\.(?:finNFe|finNFCom|finNF3e|tpCTe|tpBPe)|finNFSe",
    ".total_amount": r"ICMSTot\.vNF|vPrest\.vTPrest|total\.vNF|infValorBPe\.vBP|vServPrest\.vServ",
    ".products_amount": r"total\.(?:ICMSTot\.)?vProd",
    ".carried_keys": r"infDoc\.(?:infMunDescarga\.)?infNFe\.ch(?:ave|NFe)",
    ".authorization.protocol": r"infProt\.nProt|infNFSe\.nDFSe",
    ".authorization.status_code": r"infProt\.cStat|infNFSe\.cStat",
    ".authorization.received_at": r"infProt\.dhRecbto|infNFSe\.dhProc",
    ".event_type": r"infEvento\.tpEvento",
    ".author_tax_id": r"infEvento\.CNPJ|CNPJAutor",
    ".organ": r"infEvento\.cOrgao",
    ".occurred_at": r"inf(?:Evento|PedReg)\.dhEvento",
}
_TOTALS = {
    "discount_amount": "vDesc",
    "freight_amount": "vFrete",
    "insurance_amount": "vSeg",
    "other_amount": "vOutro",
    "icms_st_amount": "vST",
    "fcp_amount": "vFCP",
    "ipi_amount": "vIPI",
    "ii_amount": "vII",
}
_DETAILS = {
    ".instalments.number": r"cobr\.dup\.nDup",
    ".instalments.amount": r"cobr\.dup\.vDup",
    ".payments.method": r"detPag\.tPag",
    ".payments.amount": r"detPag\.vPag",
    ".totals.is_amount": r"ISTot\.vIS",
    ".totals.ibs_cbs_base_amount": r"IBSCBSTot\.vBCIBSCBS",
    ".totals.ibs_amount": r"IBSCBSTot\.gIBS\.vIBS",
    ".totals.ibs_state_amount": r"IBSCBSTot\.gIBS\.gIBSUF\.vIBSUF",
    ".totals.ibs_municipality_amount": r"IBSCBSTot\.gIBS\.gIBSMun\.vIBSMun",
    ".totals.cbs_amount": r"IBSCBSTot\.gCBS\.vCBS",
    ".totals.ibs_monophasic_amount": r"gMono\.vIBSMono",
    ".totals.cbs_monophasic_amount": r"gMono\.vCBSMono",
    ".transport.freight_mode": "modFrete",
    ".transport.modal": r"ide\.modal",
    ".transport.cargo_amount": r"(?:infCarga|infMDFe\.tot)\.vCarga",
    ".transport.main_product": r"proPred|prodPred\.xProd|infServico\.xDescServ",
    ".transport.volumes.brand": "marca",
    ".transport.volumes.net_weight": "pesoL",
    ".transport.volumes.gross_weight": "pesoB",
    ".government_purchase.entity": r"gCompraGov\.tpEnteGov",
    ".government_purchase.operation": r"gCompraGov\.tpOperGov",
    ".government_purchase.reduction_rate": r"gCompraGov\.pRedutor",
    ".fiscal_information": "infAdFisco",
}
PATHS = {
    **{
        f".{party}.{field}": rf"(?:{group})\.{tag}"
        for party, group in _PARTIES.items()
        for field, tag in _OF_PARTY.items()
    },
    **_HEADER,
    **{f".details.totals.{field}": rf"ICMSTot\.{tag}" for field, tag in _TOTALS.items()},
    **{f".details{field}": pattern for field, pattern in _DETAILS.items()},
}
ITEMS = {
    "number": r"\.nItem",
    "code": r"prod\.cProd",
    "description": r"prod\.xProd",
    "ncm": r"prod\.NCM",
    "cest": r"prod\.CEST",
    "cfop": r"prod\.CFOP",
    "unit": r"prod\.uCom",
    "quantity": r"prod\.qCom",
    "unit_amount": r"prod\.vUnCom",
    "total_amount": r"prod\.vProd",
    "discount_amount": r"prod\.vDesc",
    "purchase_order": r"prod\.xPed",
    "additional_information": "infAdProd",
    "taxes.situation": r"imposto\..*(?<!g)\.(?:CST|CSOSN|CSTIS)",
    "taxes.classification": r"imposto\..*\.cClassTrib(?:IS)?",
    "taxes.base_amount": r"imposto\..*\.vBC(?:ST|STRet|FCP|FCPST|UFDest|FCPUFDest|IS)?",
    "taxes.rate": (
        r"imposto\..*\.p(?:ICMS|ICMSST|ST|FCP|FCPST|IPI|PIS|COFINS|ICMSUFDest|FCPUFDest|IS"
        r"|IBSUF|IBSMun|CBS)"
    ),
    "taxes.amount": (
        r"imposto\..*\.v(?:ICMS|ICMSST|ICMSSTRet|FCP|FCPST|IPI|II|PIS|COFINS|ICMSUFDest"
        r"|FCPUFDest|IS|IBSUF|IBSMun|CBS)"
    ),
}
"""Of the items of NF-e and NFC-e."""
