"""Digital signatures in PDF files (PAdES-B-B): the key stays in KMS, the certificates are the Centre's own entry.

Only the reader's package carries pyHanko, so it is imported where a file is signed and not before.
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.adapters import aws

_MOST_SIGNATURE = 72  # bytes of an ECDSA signature over P-256 in DER, at most


class Unsignable(Exception):
    """The file cannot take another signature: it is malformed, or its author forbade it."""


class SigningKey(Protocol):
    """A key that signs and never leaves its place: KMS here, an HSM or a provider of remote signatures elsewhere."""

    def sign(self, message: bytes) -> bytes:
        """The message's ECDSA signature with SHA-256, in DER."""


class KmsKey:
    """The key for results in KMS."""

    def sign(self, message: bytes) -> bytes:
        """Signs by KMS. What is signed are attributes of some hundred bytes, never the file itself."""
        made = aws.kms().sign(
            KeyId=os.environ["RESULTS_KEY"], Message=message, MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256"
        )
        return made["Signature"]


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed file, and the name in the signer's certificate."""

    data: bytes
    signer: str


def signed(data: bytes, field: str, chain: Sequence[bytes], key: SigningKey) -> Signed:
    """The PDF with one more signature, appended: what stood in it, signatures too, stays as it was. Raises Unsignable.

    Where nobody signed before, ours certifies the file: whatever is added to it later shows as a breach (DocMDP, P=1).
    Only a file's first signature can do that. `field` is the name of the signature in the file; `chain` are
    certificates (DER), the key's own first.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - see above
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.sign import fields, signers  # noqa: PLC0415
    from pyhanko.sign.general import SigningError  # noqa: PLC0415

    signer = _signer(chain, key)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
        about = signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=not any(fields.enumerate_sig_fields(writer.prev, filled_status=True)),
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        made = signers.sign_pdf(writer, about, signer=signer)
    except (PdfError, SigningError) as error:
        raise Unsignable from error
    return Signed(bytes(made.getvalue()), str(signer.signing_cert.subject.native.get("common_name", "")))


def _signer(chain: Sequence[bytes], key: SigningKey) -> Any:  # noqa: ANN401 - pyHanko is untyped
    from asn1crypto.algos import SignedDigestAlgorithm  # noqa: PLC0415 - see above
    from asn1crypto.x509 import Certificate  # noqa: PLC0415
    from pyhanko.sign.signers import Signer  # noqa: PLC0415
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

    class External(Signer):
        """Has the key sign, wherever that is."""

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            return bytes(_MOST_SIGNATURE) if dry_run else key.sign(data)

    own, *others = [Certificate.load(certificate) for certificate in chain]
    store: Any = SimpleCertificateStore
    return External(
        signing_cert=own,
        cert_registry=store.from_certs([own, *others]),
        signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    )
