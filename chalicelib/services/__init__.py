"""The use cases: the only code that joins the rules to the world."""
