"""Documents of our own making: nobody's real tax id, an alphanumeric CNPJ, every party named."""

import pytest

NFE_KEY = "35260812ABC34501DE35550010000043211123456785"
CTE_KEY = "3526080X0J92JY000196570010000006041448679012"

NFE = f"""<?xml version="1.0" encoding="UTF-8"?>
<nfeProc xmlns="http://www.portalfiscal.inf.br/nfe" versao="4.00">
 <NFe><infNFe versao="4.00" Id="NFe{NFE_KEY}">
  <ide><cUF>35</cUF><natOp>Venda de produção</natOp><mod>55</mod><serie>1</serie><nNF>4321</nNF>
   <dhEmi>2026-08-03T10:20:30-03:00</dhEmi><tpNF>1</tpNF><tpAmb>1</tpAmb><finNFe>1</finNFe></ide>
  <emit><CNPJ>12ABC34501DE35</CNPJ><xNome>Fábrica Modelo Ltda</xNome><xFant>Modelo</xFant>
   <enderEmit><xMun>São Paulo</xMun><UF>SP</UF></enderEmit><IE>111222333</IE></emit>
  <dest><CNPJ>11222333000181</CNPJ><xNome>Loja Exemplo</xNome>
   <enderDest><UF>MG</UF></enderDest><IE>444555666</IE></dest>
  <autXML><CPF>52998224725</CPF></autXML><autXML><CNPJ>98765432000198</CNPJ></autXML>
  <det nItem="1"><prod><cProd>A</cProd><vProd>90.00</vProd></prod></det>
  <det nItem="2"><prod><cProd>B</cProd><vProd>10.00</vProd></prod></det>
  <total><ICMSTot><vICMS>18.00</vICMS><vProd>100.00</vProd><vNF>105.50</vNF></ICMSTot></total>
  <transp><modFrete>0</modFrete><transporta><CNPJ>00000000000191</CNPJ>
   <xNome>Transportes Exemplo</xNome><IE>777</IE><UF>RJ</UF></transporta></transp>
 </infNFe>
 <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference>
  <DigestValue>own=</DigestValue></Reference></SignedInfo></Signature></NFe>
 <protNFe versao="4.00"><infProt><tpAmb>1</tpAmb><chNFe>{NFE_KEY}</chNFe>
  <dhRecbto>2026-08-03T10:21:00-03:00</dhRecbto><nProt>135260000000001</nProt>
  <digVal>authorized=</digVal><cStat>100</cStat></infProt></protNFe>
</nfeProc>"""

CTE = f"""<cteProc xmlns="http://www.portalfiscal.inf.br/cte" versao="4.00">
 <CTe><infCte versao="4.00" Id="CTe{CTE_KEY}">
  <ide><natOp>Transporte</natOp><mod>57</mod><serie>1</serie><nCT>604</nCT>
   <dhEmi>2026-08-04T08:00:00-03:00</dhEmi><tpAmb>2</tpAmb><toma3><toma>0</toma></toma3></ide>
  <emit><CNPJ>0X0J92JY000196</CNPJ><xNome>Transportadora</xNome>
   <enderEmit><UF>PR</UF></enderEmit></emit>
  <rem><CNPJ>12ABC34501DE35</CNPJ><xNome>Remetente</xNome><enderReme><UF>SP</UF></enderReme></rem>
  <exped><CNPJ>00000000000191</CNPJ><enderExped><UF>DF</UF></enderExped></exped>
  <receb><CPF>52998224725</CPF><enderReceb><UF>GO</UF></enderReceb></receb>
  <dest><CNPJ>11222333000181</CNPJ><enderDest><UF>MG</UF></enderDest></dest>
  <autXML><CNPJ>98765432000198</CNPJ></autXML>
  <vPrest><vTPrest>2300.00</vTPrest></vPrest>
  <imp><ICMS><ICMS00><CST>00</CST><vICMS>276.00</vICMS></ICMS00></ICMS></imp>
  <infCTeNorm><infDoc><infNFe><chave>{NFE_KEY}</chave></infNFe></infDoc></infCTeNorm>
 </infCte></CTe>
 <protCTe><infProt><chCTe>{CTE_KEY}</chCTe><nProt>141260000000001</nProt><cStat>100</cStat>
  </infProt></protCTe>
</cteProc>"""

CANCELLATION = f"""<procEventoNFe xmlns="http://www.portalfiscal.inf.br/nfe" versao="1.00">
 <evento versao="1.00"><infEvento Id="ID110111{NFE_KEY}01"><cOrgao>35</cOrgao><tpAmb>1</tpAmb>
  <CNPJ>12ABC34501DE35</CNPJ><chNFe>{NFE_KEY}</chNFe><dhEvento>2026-08-03T15:00:00-03:00</dhEvento>
  <tpEvento>110111</tpEvento><nSeqEvento>1</nSeqEvento><detEvento versao="1.00">
   <descEvento>Cancelamento</descEvento><nProt>135260000000001</nProt>
   <xJust>Pedido desfeito pelo cliente</xJust></detEvento></infEvento></evento>
 <retEvento versao="1.00"><infEvento><tpAmb>1</tpAmb><cOrgao>35</cOrgao><cStat>135</cStat>
  <chNFe>{NFE_KEY}</chNFe><tpEvento>110111</tpEvento><xEvento>Cancelamento registrado</xEvento>
  <nSeqEvento>1</nSeqEvento><CNPJDest>11222333000181</CNPJDest>
  <dhRegEvento>2026-08-03T15:00:05-03:00</dhRegEvento><nProt>135260000000002</nProt>
 </infEvento></retEvento></procEventoNFe>"""


@pytest.fixture
def nfe() -> str:
    return NFE


@pytest.fixture
def cte() -> str:
    return CTE


@pytest.fixture
def cancellation() -> str:
    return CANCELLATION


@pytest.fixture
def nfe_key() -> str:
    return NFE_KEY


@pytest.fixture
def cte_key() -> str:
    return CTE_KEY
