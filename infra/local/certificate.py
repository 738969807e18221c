"""A test certificate for the key that signs results, from an invented authority whose own key is forgotten at once."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import boto3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SIGNER = "DEMO Trung tâm PVHCC thành phố Hà Nội"
AUTHORITY = "DEMO CA"
_USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def entry() -> dict[str, Any]:
    """The registry's entry: the chain that signatures carry, the signer's own certificate first."""
    authority = ec.generate_private_key(ec.SECP256R1())
    der = boto3.client("kms").get_public_key(KeyId=os.environ["RESULTS_KEY"])["PublicKey"]
    public = cast(ec.EllipticCurvePublicKey, serialization.load_der_public_key(der))
    own = _certificate(SIGNER, public, authority, {"digital_signature", "content_commitment"})
    root = _certificate(AUTHORITY, authority.public_key(), authority, {"key_cert_sign", "crl_sign"})
    return {
        "entry": "signer#results",
        "kind": "signer",
        "valid_from": "2025-02-01",
        "valid_to": None,
        "demo": True,
        "source": "DEMO certificate",
        "body": {"name": SIGNER, "certificates": [own, root]},
    }


def _certificate(name: str, key: ec.EllipticCurvePublicKey, by: ec.EllipticCurvePrivateKey, uses: set[str]) -> str:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(AUTHORITY))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca="key_cert_sign" in uses, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{use: use in uses for use in _USES}), critical=True)
        .sign(by, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
