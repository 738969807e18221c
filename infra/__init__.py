"""Tools around the system: build, deployment, samples."""
