"""Jualan: the sales team's system of a growing e-commerce business."""

__version__ = "0.1.0"
