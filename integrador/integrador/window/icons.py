"""The program's icon and the states' dots, drawn here."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

_SIZES = (16, 22, 32, 48, 64, 128, 256)


def program() -> QIcon:
    """An envelope with a seal."""
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_envelope(size))
    return icon


def dot(colour: QColor) -> QIcon:
    """A round one."""
    pixmap, painter = _begun(32)
    painter.setPen(QPen(colour.darker(130), 2))
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(7, 7, 18, 18))
    painter.end()
    return QIcon(pixmap)


def alarm(colour: QColor) -> QIcon:
    """A triangle with an exclamation mark, of what went wrong."""
    pixmap, painter = _begun(32)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(16, 3), QPointF(30, 28), QPointF(2, 28)]))
    painter.setPen(QPen(Qt.GlobalColor.white, 3, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(16, 12), QPointF(16, 19))
    painter.drawPoint(QPointF(16, 24))
    painter.end()
    return QIcon(pixmap)


def _envelope(size: int) -> QPixmap:
    pixmap, painter = _begun(size)
    painter.scale(size / 64, size / 64)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#1d5c8f"))
    painter.drawRoundedRect(QRectF(2, 10, 60, 44), 7, 7)
    painter.setPen(
        QPen(Qt.GlobalColor.white, 4, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPolyline(QPolygonF([QPointF(9, 18), QPointF(32, 36), QPointF(55, 18)]))
    painter.setPen(QPen(Qt.GlobalColor.white, 3))
    painter.setBrush(QColor("#e0a81c"))
    painter.drawEllipse(QPointF(32, 40), 9, 9)
    painter.end()
    return pixmap


def _begun(size: int) -> tuple[QPixmap, QPainter]:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return pixmap, painter
