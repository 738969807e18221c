"""`make bench-reading`: our reader beside the tesseract command line and OCRmyPDF, on the same pages, one thread."""
