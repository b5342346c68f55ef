"""Policies as declarative rules, decided exactly and with reasons."""
