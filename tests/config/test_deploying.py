"""The examples for a real machine say what the code needs. Policy: issue "Sealed on arrival"."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nietpluis.config import forgetting
from tools import postgres

pytestmark = pytest.mark.once

EXAMPLES = postgres.ROOT / "docs" / "deploy"
UNITS = sorted(EXAMPLES.glob("*.service"))


def test_the_public_service_forgets_and_leaves_nothing_on_a_disk() -> None:
    unit = (EXAMPLES / "public.service").read_text()
    for name, value in forgetting.ENVIRONMENT.items():
        assert f"{name}={value}" in unit
    asked = {"LimitCORE=0", "LimitMEMLOCK=infinity", "MemorySwapMax=0", "NoNewPrivileges=yes"}
    assert asked <= set(unit.splitlines())
    assert "desk.env" not in unit and "User=nietpluis-public" in unit


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_systemd_knows_every_word_of_a_service(unit: Path, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    copy = tmp_path / f"nietpluis-{unit.name}"
    copy.write_text(re.sub(r"(?m)^(ExecStart=)\S+", r"\1/bin/true", unit.read_text()))
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True
    )
    wrong = [line for line in told.stderr.splitlines() if copy.name in line]
    assert wrong == []


def test_nginx_passes_uploads_on_at_once_and_writes_down_nobody() -> None:
    site, proxy = ((EXAMPLES / name).read_text() for name in ("nginx.conf", "nietpluis-proxy.conf"))
    for line in ("access_log off;", "error_log /dev/null crit;"):
        assert line in site
    for line in ("proxy_request_buffering off;", "proxy_max_temp_file_size 0;"):
        assert line in proxy
    assert re.search(r'Strict-Transport-Security "max-age=31536000', site)
    assert 'proxy_set_header X-Forwarded-For "";' in proxy


def test_nginx_accepts_the_example(tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if not nginx or not shutil.which("openssl"):
        pytest.skip("nginx or openssl is not installed")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=example"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    shutil.copy(EXAMPLES / "nietpluis-proxy.conf", tmp_path)
    site = (EXAMPLES / "nginx.conf").read_text().replace("/etc/ssl/nietpluis", str(tmp_path))
    ports = re.compile(r"(?<=listen )(\[::\]:|127\.0\.0\.1:|)(\d+)")
    site = ports.sub(lambda port: f"{port[1]}{20_000 + int(port[2])}", site)
    (tmp_path / "site.conf").write_text(site)
    whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
    (tmp_path / "nginx.conf").write_text(whole)
    words = [nginx, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    told = subprocess.run(words, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
