"""The program with a window, from its start to its end."""

import signal
import sys
from importlib.metadata import version
from logging import Logger

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox, QSystemTrayIcon

from integrador.config import Config
from integrador.errors import AlreadyRunning, HomeUnusable
from integrador.events import EventLog
from integrador.home import Home
from integrador.keys import Keyring
from integrador.locking import one_process
from integrador.logs import log_to
from integrador.service import Service
from integrador.window import icons
from integrador.window.agent import Agent
from integrador.window.main_window import MainWindow
from integrador.window.questions import Questions
from integrador.window.tray import Tray


def main(home: str = "") -> int:
    """Until its user leaves; the exit code. ``home`` is as for ``Home.found``.

    A second one on the same home says so, and ends; so does one whose home cannot be used.
    """
    application = QApplication(sys.argv[:1])
    dress(application)
    try:
        found = Home.found(home)
        with one_process(found):
            return _run(application, found, log_to(found))
    except AlreadyRunning as error:
        QMessageBox.information(None, "Integrador do Malote", f"{error.message}\n\n{error.action}")
    except OSError as error:
        told = HomeUnusable.of(error)
        words = f"{told.message}\n{told.detail}\n\n{told.action}"
        QMessageBox.critical(None, "Integrador do Malote", words)
    return 1


def dress(application: QApplication) -> None:
    """Its name and icon, and Qt's own words in Portuguese."""
    application.setApplicationName("Integrador")
    application.setApplicationDisplayName("Integrador do Malote")
    application.setDesktopFileName("integrador")
    application.setWindowIcon(icons.program())
    QLocale.setDefault(QLocale(QLocale.Language.Portuguese, QLocale.Country.Brazil))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_pt_BR", folder):
        application.installTranslator(translator)


def _run(application: QApplication, home: Home, logger: Logger) -> int:
    application.setQuitOnLastWindowClosed(False)
    questions = Questions()
    keyring = Keyring(questions.ask)
    sys.excepthook = lambda *failed: logger.error("the window failed", exc_info=failed)
    events = EventLog(logger)
    config = Config(home)
    agent = Agent(config, keyring, events, Service(config, keyring, events))
    window = MainWindow(agent, questions, version("integrador"))
    if QSystemTrayIcon.isSystemTrayAvailable():
        tray = window.tray = Tray()
        tray.opened.connect(window.reveal)
        tray.started.connect(lambda: window.control.start(None))
        tray.stopped.connect(lambda: window.control.stop(None))
        tray.left.connect(window.leave)
    window.left.connect(application.quit)
    _leave_when_told(window)
    window.show()
    QTimer.singleShot(0, window.begin)
    try:
        return application.exec()
    finally:
        keyring.close()


def _leave_when_told(window: MainWindow) -> None:
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: window.leave())
    # Python's own handlers run only while Python does: Qt's loop alone would never let them.
    awake = QTimer(window)
    awake.timeout.connect(lambda: None)
    awake.start(500)
