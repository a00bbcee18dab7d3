"""kgsup: the case system with which a county education bureau supervises its kindergartens."""

__version__ = "0.1.0"
