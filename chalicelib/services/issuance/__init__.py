"""Results: made, signed, handed out or posted, and followed from hand to hand."""
