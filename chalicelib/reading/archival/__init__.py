"""The digitised copy (bản số hóa): a searchable PDF/A-2b with the page as it was scanned and its text beneath.

The same scan, reading and facts about it make the same bytes.
"""
