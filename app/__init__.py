"""ChartPost: the records-release desk of a small medical practice."""

__version__ = "0.1.0"
