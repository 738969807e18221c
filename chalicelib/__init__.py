"""Một Cửa: what runs on Lambda."""
