"""What citizens do themselves: look a dossier up, prove a phone, sign in, say how they were served."""
