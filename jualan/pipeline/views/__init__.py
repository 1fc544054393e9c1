"""Deals on the screen, a file a screen."""
