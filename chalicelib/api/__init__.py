"""HTTPS: parse, authorise, call a service, answer. No rules live here."""
