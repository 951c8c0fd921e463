"""The accountant's monthly package: XMLs, PDFs and a spreadsheet, made off the request. Pure."""
