"""The remote service (Serviço Remoto): devices that ask SEFAZ where a card is, and their jobs."""
