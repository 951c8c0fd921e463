"""The mail providers that Brazilian companies use: their servers, and their traps."""
