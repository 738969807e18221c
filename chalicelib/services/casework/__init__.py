"""The way of a dossier: taken in, routed, decided, linked, looked up, printed."""
