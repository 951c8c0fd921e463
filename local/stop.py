"""`make stop`: end every process that `make demo` started."""

from local.demo import servers

if __name__ == "__main__":
    stopped = servers.stop()
    print(f"Encerrado: {', '.join(stopped)}." if stopped else "Nada estava rodando.")
