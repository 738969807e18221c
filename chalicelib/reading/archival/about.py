"""What a digitised copy says about itself: XMP, with a schema of our own that is described as PDF/A asks."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

_OURS = "urn:motcua:digitised:1.0:"
_PROPERTIES = {
    "dossier": "Code of the dossier",
    "paper": "Paper in it",
    "kind": "Kind of paper, as read",
    "original": "SHA-256 of the scan",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Which paper of which dossier it is, when its scan came, and which reader read it. Ids only: nobody is named."""

    dossier: str
    paper: str
    kind: str
    scanned_at: datetime
    reader: str

    @property
    def title(self) -> str:
        """The title that a viewer shows."""
        return f"{self.dossier} · {self.paper} · {self.kind}"


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def xmp(about: About, original: str) -> bytes:
    """Return the metadata of a copy of the file that has that digest."""
    scanned = about.scanned_at.isoformat(timespec="seconds")
    said = {"dossier": about.dossier, "paper": about.paper, "kind": about.kind, "original": original}
    values = "".join(f"<motcua:{name}>{escape(value)}</motcua:{name}>" for name, value in said.items())
    document = f"uuid:{uuid5(NAMESPACE_URL, _OURS + original + about.dossier + about.paper)}"
    return _PACKET.format(
        title=escape(about.title),
        scanned=scanned,
        tool=f"Một Cửa, reader {escape(about.reader)}",
        document=document,
        ours=_OURS,
        values=values,
        schema=_schema(),
    ).encode()


def _schema() -> str:
    return "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{escape(meaning)}</pdfaProperty:description></rdf:li>"
        for name, meaning in _PROPERTIES.items()
    )


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part>\
<pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format>\
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"><xmp:CreateDate>{scanned}</xmp:CreateDate>\
<xmp:CreatorTool>{tool}</xmp:CreatorTool>\
<xmpMM:DocumentID>{document}</xmpMM:DocumentID></rdf:Description>
<rdf:Description rdf:about="" xmlns:motcua="{ours}">{values}</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Digitised paper</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>{ours}</pdfaSchema:namespaceURI><pdfaSchema:prefix>motcua</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq>{schema}</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>\
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
