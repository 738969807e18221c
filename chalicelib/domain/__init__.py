"""The rules of the one-stop. Pure Python: no clock, no random source, no environment, no network."""
