"""What PDF/A-2b asks of a file such as ours, looked up with another library than the one that wrote it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pypdf
from pypdf.generic import IndirectObject, StreamObject

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
DESCRIBED = {  # by PDF/A itself; whatever else is said needs a schema of its own
    PDFAID,
    "{http://purl.org/dc/elements/1.1/}",
    "{http://ns.adobe.com/xap/1.0/}",
    "{http://ns.adobe.com/xap/1.0/mm/}",
    "{http://www.aiim.org/pdfa/ns/extension/}",
}
FILTERS = {"/DCTDecode", "/CCITTFaxDecode", "/FlateDecode", None}


def complaints(data: bytes) -> list[str]:
    """What is wrong, in words; nothing for a conforming file."""
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    found = [*_of_the_file(data, reader), *_of_the_catalogue(reader), *_of_metadata(metadata(reader))]
    for page in reader.pages:
        found += [*_of_fonts(page), *_of_pictures(page), *_of_the_page(page)]
    return found


def _of_the_file(data: bytes, reader: pypdf.PdfReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", data):
        yield "the head is no version up to 1.7 with four high bytes behind it"
    if "/ID" not in reader.trailer or "/Encrypt" in reader.trailer:
        yield "no document ID, or encrypted"
    for stream in _streams(reader):
        if {"/F", "/FFilter", "/FDecodeParms"} & set(stream):
            yield "a stream lies outside the file"
        if stream.get("/Filter") not in FILTERS:
            yield f"the filter {stream.get('/Filter')}"


def _streams(reader: pypdf.PdfReader) -> Iterator[StreamObject]:
    for number in reader.xref[0]:
        found = reader.get_object(IndirectObject(number, 0, reader)) if number else None
        if isinstance(found, StreamObject):
            yield found


def _of_the_catalogue(reader: pypdf.PdfReader) -> Iterator[str]:
    root: Any = reader.trailer["/Root"]
    if {"/OpenAction", "/AA", "/Names", "/AcroForm", "/Perms", "/Requirements"} & set(root):
        yield "the catalogue acts or carries something"
    [intent] = [found.get_object() for found in root["/OutputIntents"]]
    profile = intent["/DestOutputProfile"]
    icc = profile.get_data()
    if intent["/S"] != "/GTS_PDFA1" or profile["/N"] != 3:
        yield "the output intent is none for PDF/A in three colours"
    if icc[36:40] != b"acsp" or icc[12:20] != b"mntrRGB " or not icc[8] <= 4 or int.from_bytes(icc[:4]) != len(icc):
        yield "the colour profile is none"


def metadata(reader: pypdf.PdfReader) -> bytes:
    root: Any = reader.trailer["/Root"]
    stream = root["/Metadata"]
    assert "/Filter" not in stream
    said: bytes = stream.get_data()
    return said


def said(data: bytes) -> dict[str, str]:
    """The plain properties of the metadata, without their namespaces."""
    root = ET.fromstring(metadata(pypdf.PdfReader(io.BytesIO(data))))
    return {e.tag.partition("}")[2]: e.text or "" for d in root.iter(f"{RDF}Description") for e in d if not len(e)}


def _of_metadata(packet: bytes) -> Iterator[str]:
    root = ET.fromstring(packet)
    if re.match(rb"<\?xpacket[^>]*(bytes|encoding)=", packet) or not packet.rstrip().endswith(b"?>"):
        yield "the packet has attributes that it must not have, or no end"
    if (root.findtext(f".//{PDFAID}part"), root.findtext(f".//{PDFAID}conformance")) != ("2", "B"):
        yield "it does not say that it is PDF/A-2b"
    explained = {e.text for e in root.iter(f"{PROPERTY}name")}
    for described in root.iter(f"{RDF}Description"):
        for element in described:
            space, _, name = element.tag.rpartition("}")
            if space + "}" not in DESCRIBED and name not in explained:
                yield f"nothing explains {element.tag}"


def _of_fonts(page: pypdf.PageObject) -> Iterator[str]:
    for font in _resources(page, "/Font"):
        [shapes] = [found.get_object() for found in font["/DescendantFonts"]]
        if "/FontFile2" not in shapes["/FontDescriptor"] or "/ToUnicode" not in font or "/CIDToGIDMap" not in shapes:
            yield "a font is not embedded, or its letters are not explained"
        glyphs = shapes["/CIDToGIDMap"].get_data()
        shown = b"".join(map(bytes.fromhex, re.findall(r"<([0-9A-F]+)> Tj", _content(page))))
        codes = {int.from_bytes(shown[at : at + 2]) for at in range(0, len(shown), 2)}
        if any(glyphs[2 * code : 2 * code + 2] in (b"", b"\0\0") for code in codes):
            yield "a letter is shown that the font does not have"


def _of_pictures(page: pypdf.PageObject) -> Iterator[str]:
    for picture in _resources(page, "/XObject"):
        if {"/SMask", "/Mask", "/Alternates", "/OPI", "/Intent"} & set(picture) or picture.get("/Interpolate", False):
            yield "a picture with what PDF/A forbids or we do not need"
        if picture["/ColorSpace"] not in ("/DeviceRGB", "/DeviceGray"):
            yield f"colours {picture['/ColorSpace']}"


def _of_the_page(page: pypdf.PageObject) -> Iterator[str]:
    resources: Any = page["/Resources"].get_object()
    if {"/AA", "/Annots", "/Group"} & set(page) or "/ExtGState" in resources:
        yield "a page with actions, notes or transparency"
    if not all(3 <= side <= 14400 for side in page.mediabox[2:]):
        yield "a page too small or too large"
    if re.findall(r"\S+\s+Tr\b", _content(page)) != ["3 Tr"]:
        yield "text that is not all invisible"


def _resources(page: pypdf.PageObject, kind: str) -> list[Any]:
    resources: Any = page["/Resources"].get_object()
    return [found.get_object() for found in resources.get(kind, {}).values()]


def _content(page: pypdf.PageObject) -> str:
    contents = page.get_contents()
    return contents.get_data().decode("ascii") if contents is not None else ""
