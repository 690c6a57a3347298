"""nginx in front of plain processes: the configuration of deploy/, filled in for one machine."""

from __future__ import annotations

import datetime
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tools.processes import HOST, PROJECT, Program, listens

TEMPLATE = PROJECT / "deploy" / "nginx.conf.template"
PLACE = re.compile(r"\$\{([A-Z_]+)\}")
# One that failed is left alone for so long; then it gets a turn again.
LEFT_ALONE = "max_fails=1 fail_timeout=2s"


@dataclass(frozen=True)
class Ports:
    """Where nginx listens on the loopback address: the chat with and without TLS, the desk, the action servers."""

    chat: int
    chat_tls: int
    desk: int
    actions: int


def filled(template: str, values: Mapping[str, str]) -> str:
    """`template` with each place filled.

    :raises KeyError: a place has no value.
    """
    return PLACE.sub(lambda place: values[place[1]], template)


def servers(ports: Sequence[int]) -> str:
    """An upstream's servers on this machine."""
    return " ".join(f"server {HOST}:{port} {LEFT_ALONE};" for port in ports)


def write_configuration(folder: Path, ports: Ports, assistants: Sequence[int], actions: Sequence[int], desk: int) -> Path:
    """Write what nginx needs into `folder`; its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not key.is_file():
        write_certificate(certificate, key)
    values = {
        "WORKER_PROCESSES": "1",
        "RUN_FOLDER": str(folder),
        "ASSISTANTS": servers(assistants),
        "ACTIONS": servers(actions),
        "DESK": f"server {HOST}:{desk};",
        "LISTEN_CHAT": f"{HOST}:{ports.chat}; listen {HOST}:{ports.chat_tls} ssl",
        "LISTEN_DESK": f"{HOST}:{ports.desk}",
        "LISTEN_ACTIONS": f"{HOST}:{ports.actions}",
        "CHAT_HOST": "_",
        "DESK_HOST": "_",
        "CHAT_CERTIFICATE": str(certificate),
        "CHAT_KEY": str(key),
        "DESK_CERTIFICATE": str(certificate),
        "DESK_KEY": str(key),
        "FORWARDED_PROTO": "$scheme",
        "FURTHER_SERVERS": f"{folder}/further/*.conf",
    }
    configuration = folder / "nginx.conf"
    draft = configuration.with_suffix(".new")
    draft.write_text(filled(TEMPLATE.read_text(encoding="utf-8"), values), encoding="utf-8")
    draft.replace(configuration)
    return configuration


def program(configuration: Path, ports: Ports) -> Program:
    """How nginx is started with `configuration`; SIGHUP lets it read that again."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not found:
        raise SystemExit("nginx is not installed; tools/nginx.sh brings it.")
    # Its workers drop root's rights and would not reach a scratch folder.
    own = "daemon off; user root;" if os.getuid() == 0 else "daemon off;"
    command = [found, "-p", str(configuration.parent), "-c", str(configuration), "-e", "stderr", "-g", own]
    return Program("nginx", command, configuration.parent / "nginx.log", configuration.parent, is_up=lambda: listens(ports.chat))


def write_certificate(certificate: Path, key: Path) -> None:
    """A certificate for this machine alone, good for a week."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(days=7))
    signed = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False).sign(private, hashes.SHA256())
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key.touch(mode=0o600)
    plain = serialization.NoEncryption()
    key.write_bytes(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
