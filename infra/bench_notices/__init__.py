"""How soon citizens are told, measured through the packaged handlers."""
