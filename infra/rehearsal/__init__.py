"""The rehearsal: the packages as they would go to AWS, deployed to an independent emulator that enforces IAM."""
