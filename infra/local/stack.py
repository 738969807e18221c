"""Starting and stopping the whole system on loopback, in one process."""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path

HOST = "127.0.0.1"
REGION = "ap-southeast-1"
PASSWORD = "Demo-mot-cua-2026"  # noqa: S105 - of demo accounts that live in this process's memory only
STATES = Path(__file__).parents[2] / "build" / "local"


class PortTakenError(Exception):
    """Another program listens where the stack wants to."""


@dataclass(frozen=True, slots=True)
class Running:
    """Where a running stack is found."""

    api: str
    aws: str
    outbox: str
    client: str
    portal: str = ""

    @property
    def state_file(self) -> Path:
        """Where other commands find this stack."""
        return STATES / f"{self.api.rpartition(':')[2]}.json"


def port() -> int:
    """The port of the HTTPS routes: MOTCUA_PORT, or 8000; the two after it serve the emulated AWS and the outbox."""
    return int(os.environ.get("MOTCUA_PORT", "8000"))


def running(api_port: int) -> Running | None:
    """The stack that listens on that port, or None."""
    file = STATES / f"{api_port}.json"
    if not file.exists() or _is_free(api_port):
        return None
    return Running(**json.loads(file.read_text()))


def use(stack_aws: str) -> None:
    """Points this process to the emulated AWS at that address."""
    os.environ.update(
        AWS_ENDPOINT_URL=stack_aws,
        AWS_DEFAULT_REGION=REGION,
        AWS_REGION=REGION,
        AWS_ACCESS_KEY_ID="local",
        AWS_SECRET_ACCESS_KEY="local",  # noqa: S106 - moto takes any
        AWS_EC2_METADATA_DISABLED="true",
        POWERTOOLS_METRICS_DISABLED=os.environ.get("POWERTOOLS_METRICS_DISABLED", "true"),  # they go to the terminal
        POWERTOOLS_LOG_LEVEL=os.environ.get("POWERTOOLS_LOG_LEVEL", "WARNING"),
    )
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)


@contextmanager
def started(api_port: int) -> Iterator[Running]:
    """The whole system, running until the block ends. Raises PortTakenError."""
    for wanted in range(api_port, api_port + 3):
        if not _is_free(wanted):
            raise PortTakenError(wanted)
    aws = f"http://{HOST}:{api_port + 1}"
    use(aws)
    stop = threading.Event()
    with _moto(api_port + 1):
        found = _build(api_port, aws, stop)
        found.state_file.parent.mkdir(parents=True, exist_ok=True)
        found.state_file.write_text(json.dumps(asdict(found)))
        try:
            yield found
        finally:
            stop.set()
            found.state_file.unlink(missing_ok=True)


@contextmanager
def _moto(aws_port: int) -> Iterator[None]:
    from moto.server import ThreadedMotoServer

    from infra.local import moto_answers, moto_writes

    moto_answers.install()
    moto_writes.install()

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it would print a line a request
    server = ThreadedMotoServer(ip_address=HOST, port=aws_port, verbose=False)
    with redirect_stdout(StringIO()):
        server.start()
    try:
        yield
    finally:
        server.stop()


def _build(api_port: int, aws: str, stop: threading.Event) -> Running:
    """Makes the resources, fills the registry, and starts routes, pumps and outbox. Imports follow the environment."""
    from infra.local import cloud

    made = cloud.make()
    os.environ["TOKEN_KEYS_URL"] = f"{aws}/{made.values['UserPool']}/.well-known/jwks.json"

    from app import app
    from infra import seed
    from infra.local import gateway, national_portal, outbox, payment_gateway, pumps, sms_reports, vneid

    outbox.configure(api_port + 2)
    portal = national_portal.server(0, national_portal.Portal())
    os.environ["PORTAL_ACCESS"] = national_portal.access(portal)
    seed.fill_registry()
    seed.add_secrets()
    seed.add_signer()
    payer = payment_gateway.PaymentGateway(f"http://{HOST}:{api_port}/v1/payments/{payment_gateway.NAME}/events")
    takes_money = payment_gateway.server(payer)
    os.environ["PAYMENT_GATEWAY_URL"] = payer.url
    identities = vneid.Provider()
    vouches = vneid.server(identities)
    seed.add_identity_secrets(identities)
    os.environ |= {
        "VNEID_ISSUER": identities.url,
        "VNEID_CLIENT": vneid.CLIENT,
        "CITIZEN_KEYS_URL": f"http://{HOST}:{api_port}/v1/sign-in/keys",
    }
    seed.add_users(made.values["UserPool"], PASSWORD)
    found = Running(
        api=f"http://{HOST}:{api_port}",
        aws=aws,
        outbox=f"http://{HOST}:{api_port + 2}",
        client=made.values["UserPoolClient"],
        portal=f"http://{HOST}:{portal.server_port}",
    )
    for pump in pumps.pumps(app, cloud.STACK, made.attributes["DossiersTable.StreamArn"]):
        pump.start(stop)
    forward = pumps.handler(app, sms_reports.FUNCTION)
    pumps.Pump("sns", sms_reports.reporting(forward, REGION)).start(stop)
    page = outbox.server(api_port + 2, REGION, found.api)
    for server in (gateway.server(app, api_port).server, page, portal, takes_money, vouches):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    return found


def _is_free(wanted: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError:
            return False
    return True
