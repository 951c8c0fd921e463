"""Notes of ABRASF's layouts, of our own making: the old shape, the new one, what cancels them."""

NAMESPACE = "http://www.abrasf.org.br/nfse.xsd"
NAME = "NFSE-3509502-12ABC34501DE35-202600000000042"

# 1.00: all in InfNfse. The provider's city is not where the service was done.
OLD = f"""<CompNfse xmlns="{NAMESPACE}"><Nfse versao="1.00"><InfNfse id="x">
 <Numero>202600000000042</Numero><CodigoVerificacao>AB-12</CodigoVerificacao>
 <DataEmissao>2026-08-03T10:20:30</DataEmissao>
 <IdentificacaoRps><Numero>7</Numero><Serie>E</Serie><Tipo>1</Tipo></IdentificacaoRps>
 <NaturezaOperacao>1</NaturezaOperacao><Competencia>2026-07-31T00:00:00</Competencia>
 <OutrasInformacoes>Lei 1.234</OutrasInformacoes>
 <Servico><Valores><ValorServicos>1000.00</ValorServicos><ValorDeducoes>100.00</ValorDeducoes>
   <ValorPis>6.50</ValorPis><ValorCofins>30.00</ValorCofins><ValorInss>0.00</ValorInss>
   <ValorIr>15.00</ValorIr><ValorCsll>10.00</ValorCsll><IssRetido>1</IssRetido>
   <ValorIss>45.00</ValorIss><ValorIssRetido>45.00</ValorIssRetido>
   <OutrasRetencoes>1.50</OutrasRetencoes><BaseCalculo>900.00</BaseCalculo>
   <Aliquota>0.0500</Aliquota><ValorLiquidoNfse>890.00</ValorLiquidoNfse>
   <DescontoIncondicionado>1.00</DescontoIncondicionado>
   <DescontoCondicionado>1.00</DescontoCondicionado></Valores>
  <ItemListaServico>14.01</ItemListaServico><Discriminacao>Conserto de prensa</Discriminacao>
  <CodigoMunicipio>3550308</CodigoMunicipio></Servico>
 <PrestadorServico><IdentificacaoPrestador><Cnpj>12ABC34501DE35</Cnpj>
   <InscricaoMunicipal>4455</InscricaoMunicipal></IdentificacaoPrestador>
  <RazaoSocial>Oficina Modelo Ltda</RazaoSocial><NomeFantasia>Modelo</NomeFantasia>
  <Endereco><CodigoMunicipio>3509502</CodigoMunicipio><Uf>SP</Uf></Endereco></PrestadorServico>
 <TomadorServico><IdentificacaoTomador><CpfCnpj><Cnpj>11.222.333/0001-81</Cnpj></CpfCnpj>
   <InscricaoMunicipal>99</InscricaoMunicipal></IdentificacaoTomador>
  <RazaoSocial>Loja Exemplo</RazaoSocial><Endereco><Uf>MG</Uf></Endereco></TomadorServico>
 <IntermediarioServico><RazaoSocial>Corretor</RazaoSocial><CpfCnpj><Cpf>52998224725</Cpf></CpfCnpj>
 </IntermediarioServico>
 <OrgaoGerador><CodigoMunicipio>3509502</CodigoMunicipio><Uf>SP</Uf></OrgaoGerador></InfNfse>
 <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference>
  <DigestValue>own=</DigestValue></Reference></SignedInfo></Signature></Nfse></CompNfse>"""

# 2.04: what the provider declared stands within; the same note.
NEW = f"""<CompNfse xmlns="{NAMESPACE}"><Nfse versao="2.04"><InfNfse Id="x">
 <Numero>202600000000042</Numero><CodigoVerificacao>AB-12</CodigoVerificacao>
 <DataEmissao>2026-08-03T10:20:30</DataEmissao><OutrasInformacoes>Lei 1.234</OutrasInformacoes>
 <ValoresNfse><BaseCalculo>900.00</BaseCalculo><Aliquota>0.0500</Aliquota>
  <ValorIss>45.00</ValorIss><ValorLiquidoNfse>890.00</ValorLiquidoNfse></ValoresNfse>
 <PrestadorServico><RazaoSocial>Oficina Modelo Ltda</RazaoSocial>
  <NomeFantasia>Modelo</NomeFantasia><Endereco><Uf>SP</Uf></Endereco></PrestadorServico>
 <OrgaoGerador><CodigoMunicipio>3509502</CodigoMunicipio><Uf>SP</Uf></OrgaoGerador>
 <DeclaracaoPrestacaoServico><InfDeclaracaoPrestacaoServico>
  <Rps><IdentificacaoRps><Numero>7</Numero></IdentificacaoRps></Rps>
  <Competencia>2026-07-31</Competencia>
  <Servico><Valores><ValorServicos>1000.00</ValorServicos><ValorDeducoes>100.00</ValorDeducoes>
    <ValorPis>6.50</ValorPis><ValorCofins>30.00</ValorCofins><ValorInss>0.00</ValorInss>
    <ValorIr>15.00</ValorIr><ValorCsll>10.00</ValorCsll><OutrasRetencoes>1.50</OutrasRetencoes>
    <ValTotTributos>172.50</ValTotTributos>
    <DescontoIncondicionado>1.00</DescontoIncondicionado>
    <DescontoCondicionado>1.00</DescontoCondicionado></Valores>
   <IssRetido>1</IssRetido><ItemListaServico>14.01</ItemListaServico>
   <CodigoNbs>120031000</CodigoNbs><Discriminacao>Conserto de prensa</Discriminacao>
   <CodigoMunicipio>3550308</CodigoMunicipio><MunicipioIncidencia>3509502</MunicipioIncidencia>
  </Servico>
  <Prestador><CpfCnpj><Cnpj>12ABC34501DE35</Cnpj></CpfCnpj>
   <InscricaoMunicipal>4455</InscricaoMunicipal></Prestador>
  <TomadorServico><IdentificacaoTomador><CpfCnpj><Cnpj>11222333000181</Cnpj></CpfCnpj>
    <InscricaoMunicipal>99</InscricaoMunicipal></IdentificacaoTomador>
   <RazaoSocial>Loja Exemplo</RazaoSocial><Endereco><Uf>MG</Uf></Endereco></TomadorServico>
  <Intermediario><IdentificacaoIntermediario><CpfCnpj><Cpf>52998224725</Cpf></CpfCnpj>
   </IdentificacaoIntermediario><RazaoSocial>Corretor</RazaoSocial></Intermediario>
 </InfDeclaracaoPrestacaoServico></DeclaracaoPrestacaoServico></InfNfse>
 <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference>
  <DigestValue>own=</DigestValue></Reference></SignedInfo></Signature></Nfse></CompNfse>"""

CANCELLATION = """<NfseCancelamento><Confirmacao><Pedido><InfPedidoCancelamento>
  <IdentificacaoNfse><Numero>202600000000042</Numero><CpfCnpj><Cnpj>12ABC34501DE35</Cnpj></CpfCnpj>
   <CodigoMunicipio>3509502</CodigoMunicipio></IdentificacaoNfse>
  <CodigoCancelamento>2</CodigoCancelamento></InfPedidoCancelamento></Pedido>
 <DataHora>2026-08-04T09:00:00</DataHora></Confirmacao></NfseCancelamento>"""
REFUSAL = CANCELLATION.replace(
    "</Confirmacao>",
    "<InfConfirmacaoCancelamento><Sucesso>false</Sucesso></InfConfirmacaoCancelamento>"
    "</Confirmacao>",
)
CANCELLED = f"{CANCELLATION}</CompNfse>"
SUBSTITUTED = """<NfseSubstituicao><SubstituicaoNfse><NfseSubstituidora>{}</NfseSubstituidora>
 </SubstituicaoNfse></NfseSubstituicao></CompNfse>"""
