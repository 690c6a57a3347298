"""nginx in front of plain processes: the configuration of deploy/, filled in for one machine.

python -m tools.nginx --chat-host chat.clinic.example --desk-host desk.clinic.example > /etc/nginx/nginx.conf
"""

from __future__ import annotations

import argparse
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


def machines_configuration(
    assistants: Sequence[int], actions: Sequence[int], chat_host: str, desk_host: str, certificates: Path
) -> str:
    """The configuration of a machine that serves the internet over TLS, its certificates where Let's Encrypt keeps them."""
    values = {
        "WORKER_PROCESSES": "auto",
        "RUN_FOLDER": "/run",
        "ASSISTANTS": servers(assistants),
        "ACTIONS": servers(actions),
        "DESK": f"server {HOST}:5006;",
        "LISTEN_CHAT": "443 ssl",
        "LISTEN_DESK": "443 ssl",
        "LISTEN_ACTIONS": f"{HOST}:5054",
        "CHAT_HOST": chat_host,
        "DESK_HOST": desk_host,
        "CHAT_CERTIFICATE": str(certificates / chat_host / "fullchain.pem"),
        "CHAT_KEY": str(certificates / chat_host / "privkey.pem"),
        "DESK_CERTIFICATE": str(certificates / desk_host / "fullchain.pem"),
        "DESK_KEY": str(certificates / desk_host / "privkey.pem"),
        "FORWARDED_PROTO": "$scheme",
        "FURTHER_SERVERS": "/etc/nginx/conf.d/*.conf",
    }
    return filled(TEMPLATE.read_text(encoding="utf-8"), values)


def program(configuration: Path, ports: Ports) -> Program:
    """How nginx is started with `configuration`; SIGHUP lets it read that again."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not found:
        raise SystemExit("nginx is not installed; `tools/debian.sh nginx` brings it.")
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


def main() -> None:
    """Print the configuration for one machine."""
    parser = argparse.ArgumentParser(description="Print nginx's configuration for one machine.")
    parser.add_argument("--chat-host", required=True)
    parser.add_argument("--desk-host", required=True)
    parser.add_argument("--assistants", type=int, nargs="+", default=[5005, 5015], help="ports of the workers")
    parser.add_argument("--actions", type=int, nargs="+", default=[5055, 5065], help="ports of the action servers")
    parser.add_argument("--certificates", type=Path, default=Path("/etc/letsencrypt/live"))
    wanted = parser.parse_args()
    print(machines_configuration(wanted.assistants, wanted.actions, wanted.chat_host, wanted.desk_host, wanted.certificates), end="")


if __name__ == "__main__":
    main()
