"""The reader's development pages: invented papers of every kind, with their truth, damaged as life damages paper."""
