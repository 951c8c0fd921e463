"""One real NF-e as it came, bare and summed up, and its cancellation."""

from local.demo.mails import cancellation, sample

KEY = "35180834128745000152550010000476051695511860"
NFE = sample(f"nfe/samples/v4_0/leiauteNFe/{KEY}-nfe.xml")
BARE = NFE[NFE.index(b"<NFe") : NFE.index(b"</NFe>") + 6]
SUMMARY = f"""<resNFe xmlns="http://www.portalfiscal.inf.br/nfe" versao="1.01"><chNFe>{KEY}</chNFe>
<CNPJ>34128745000152</CNPJ><xNome>Alimentos</xNome><dhEmi>2018-08-15T16:16:57-03:00</dhEmi>
<tpNF>1</tpNF><vNF>610.37</vNF><dhRecbto>2018-08-15T16:17:00-03:00</dhRecbto>
<nProt>135180000000001</nProt><cSitNFe>1</cSitNFe></resNFe>""".encode()
CANCELLATION = cancellation(KEY)


def key(number: int) -> str:
    return f"{KEY[:25]}{number:09}{KEY[34:]}"


def note(number: int, more: bytes = b"") -> bytes:
    """An NF-e without protocol, with a key of its own, and something more in it."""
    own = BARE.replace(KEY.encode(), key(number).encode())
    return own.replace(b"</infNFe>", more + b"</infNFe>")
