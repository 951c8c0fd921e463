"""Figures, measured side by side: ``python -m bench --help``."""
