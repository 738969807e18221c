"""Reference data: the registry's entries of a day, the catalogue, the agents, and how rules are entered."""
