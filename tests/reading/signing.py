"""A signed PDF, as an authority would send one; signer and issuer are invented."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from functools import cache
from typing import Any

import pypdfium2 as pdfium
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

SIGNER = "DEMO NGUYỄN VĂN KÝ"
_FROM, _UNTIL = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2040, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Authority:
    """Vouches for others; `root` is its certificate (DER)."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def root(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


@cache
def authority(name: str = "DEMO CA") -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(key, _certificate(name, key.public_key(), name, key, is_authority=True))


def _certificate(
    name: str, key: ec.EllipticCurvePublicKey, issuer: str, by: ec.EllipticCurvePrivateKey, *, is_authority: bool
) -> x509.Certificate:
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    usage |= {"digital_signature": not is_authority, "content_commitment": not is_authority}
    usage |= {"key_cert_sign": is_authority, "crl_sign": is_authority}
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(by, hashes.SHA256())
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@cache
def _signer() -> signers.SimpleSigner:
    key, by = ec.generate_private_key(ec.SECP256R1()), authority()
    certificate = _certificate(SIGNER, key.public_key(), "DEMO CA", by.key, is_authority=False)
    packed = serialization.pkcs12.serialize_key_and_certificates(
        b"signer", key, certificate, [by.certificate], serialization.BestAvailableEncryption(b"DEMO")
    )
    signer: signers.SimpleSigner = signers.SimpleSigner.load_pkcs12_data(packed, [], passphrase=b"DEMO")
    return signer


def page() -> bytes:
    document = pdfium.PdfDocument.new()
    document.new_page(300, 200)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def signed(data: bytes, field: str = "Signature1") -> bytes:
    """The PDF, signed after whatever it already held."""
    made = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data)),
        signers.PdfSignatureMetadata(field_name=field),
        signer=_signer(),
    )
    return bytes(made.getvalue())


def continued(data: bytes) -> bytes:
    """The PDF with something written behind the signature."""
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(data))
    writer.root["/Lang"] = generic.TextStringObject("vi")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def tampered(data: bytes) -> bytes:
    """The PDF with its page made wider after it was signed."""
    return data.replace(b" 300 200 ", b" 900 200 ", 1)
