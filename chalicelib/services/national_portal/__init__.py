"""What the national portal is told and asked."""
