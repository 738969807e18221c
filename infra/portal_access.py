"""Encrypts what the national portal's keeper hands out, for the stack's parameter PortalAccess.

    DATA_KEY=<arn> python -m infra.portal_access < access.json

`access.json` holds login_url, sync_url, unit (such as 000.00.00.H26), destination (the header `dstcode`), username and
password. Only the function that talks to the portal may decrypt what this prints.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from dataclasses import asdict

from chalicelib.adapters import aws
from chalicelib.adapters.national_portal import SECRET, Access


def encrypted(access: Access) -> str:
    """The access under the stack's own key, as text."""
    clear = json.dumps(asdict(access)).encode()
    made = aws.kms().encrypt(KeyId=os.environ["DATA_KEY"], Plaintext=clear, EncryptionContext=SECRET)
    return base64.b64encode(made["CiphertextBlob"]).decode()


def main() -> int:
    """Prints it; 2 when what is given is no access."""
    try:
        access = Access(**json.load(sys.stdin))
    except (TypeError, ValueError):
        sys.stderr.write(__doc__ or "")
        return 2
    print(encrypted(access))
    return 0


if __name__ == "__main__":
    sys.exit(main())
