"""From scans to facts: files and batches are read, split, reviewed, corrected and archived."""
