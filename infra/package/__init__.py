"""Packs the system for AWS: the SAM template, one archive for most functions and one for the reader of scans."""
