"""Consent, the paper store, the trail, and what people ask of their data."""
