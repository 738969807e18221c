"""Teaching the second reader the stacked marks of Vietnamese: `python -m infra.second_reader --minutes 16`.

What it starts from is the network of the `trueocr` package, which takes `phố` for `phó`: it is trained further on lines
of invented syllables, printed in free typefaces, damaged as scans are, and cut out by our own pipeline. Nothing of a
real paper is in it. PyTorch is needed for this alone and is in no lock; see docs/decisions.md, "The second reader".
"""
