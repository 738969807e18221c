"""Telling the citizen: notices, how they are to be told, what became of each message."""
