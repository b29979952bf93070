"""Draws views on a server that speaks the KServe v2 protocol.

`npm run triton` copies it into a model repository.
"""
