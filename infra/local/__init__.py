"""The whole system on one machine: AWS by moto, the HTTPS routes, the event sources pumped into the handlers."""
