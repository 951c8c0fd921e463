"""The program. A token's child process imports this module again: nothing else is done here."""

if __name__ == "__main__":
    from multiprocessing import freeze_support

    freeze_support()

    from integrador.cli import app

    app()
