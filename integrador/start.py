"""Where PyInstaller's program starts; `python -m integrador` starts in the package itself."""

from multiprocessing import freeze_support

if __name__ == "__main__":
    freeze_support()  # the child processes of cards and tokens go no further

    from integrador.cli import app

    app()
