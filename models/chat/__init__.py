"""Asking a language model: requests, their answers kept by content, and the two ways to get them (live and in files).

Nothing here runs unless a reader of this kind is named in the settings.
"""
