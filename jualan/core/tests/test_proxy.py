"""HTTPS for a name: what the proxy is told, and what is said when there is none or it does not start."""

import shutil
import socket
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from jualan.core import proxy
from jualan.core.errors import RuleBroken


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def program(monkeypatch, tmp_path):
    """`program(code)` puts a caddy on the PATH that runs this Python code."""

    def put(code):
        folder = tmp_path / "bin"
        folder.mkdir()
        path = folder / "caddy"
        path.write_text(f"#!{sys.executable}\n{code}")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return put


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_configuration_passes_the_name_on_and_keeps_certificates_at_home():
    text = proxy.caddyfile("shop.example.com", 8000, Path("/srv/jualan/caddy"))

    assert "shop.example.com {" in text
    assert "reverse_proxy 127.0.0.1:8000" in text
    assert 'storage file_system "/srv/jualan/caddy"' in text
    assert "admin off" in text
    assert "disable_redirects" not in text


@pytest.mark.parametrize("name", ["", "a b", "x.com {", "x.com\nimport /etc/passwd", "x.com:y", "*", "x.com/path"])
def test_name_that_would_say_more_than_a_name_is_refused(name):
    with pytest.raises(RuleBroken, match="domain_invalid"):
        proxy.caddyfile(name, 8000, Path("/srv"))


@override_settings()
def test_settings_trust_the_proxy_and_the_name():
    assert proxy.trust_proxy("Shop.Example.com") == "https://shop.example.com"

    assert "shop.example.com" in settings.ALLOWED_HOSTS
    assert "https://shop.example.com" in settings.CSRF_TRUSTED_ORIGINS
    assert settings.SESSION_COOKIE_SECURE
    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 1


def test_machine_without_the_proxy_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(RuleBroken, match="proxy_missing"):
        proxy.require_proxy()


def test_proxy_that_ends_at_once_is_quoted(home, program):
    program("import sys; sys.exit('listen tcp :443: bind: permission denied')")

    with pytest.raises(RuleBroken, match="proxy_failed") as refusal:
        proxy.start_proxy(f"localhost:{free_port()}", 8000)

    assert "permission denied" in refusal.value.facts["error"]


def test_proxy_is_a_child_that_ends_with_the_server(home, program):
    port = free_port()
    program(f"import socket; s = socket.create_server(('127.0.0.1', {port}))\nwhile True: s.accept()")

    child = proxy.start_proxy(f"localhost:{port}", 8000)
    assert child.poll() is None
    proxy.end_proxy(child)

    assert child.poll() is not None


class Behind(BaseHTTPRequestHandler):
    """Answers with what the proxy says of who asks."""

    def do_GET(self):
        told = f"{self.headers['X-Forwarded-Proto']} {self.headers['X-Forwarded-For']} {self.headers['Host']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_args):
        """Stay quiet."""


@pytest.mark.skipif(shutil.which("caddy") is None, reason="NO CADDY: HTTPS was not tried with the real proxy.")
def test_real_proxy_serves_https_and_believes_no_visitor(home):
    behind = HTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    port = free_port()
    child = proxy.start_proxy(f"localhost:{port}", behind.server_address[1])
    try:
        with socket.create_connection(("127.0.0.1", port)) as plain:
            unchecked = ssl._create_unverified_context()
            with unchecked.wrap_socket(plain, server_hostname="localhost") as secure:
                lines = [f"GET / HTTP/1.1\r\nHost: localhost:{port}", "X-Forwarded-For: 6.6.6.6", "Connection: close"]
                secure.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
                answer = b"".join(iter(lambda: secure.recv(4096), b"")).decode()
    finally:
        proxy.end_proxy(child)
        behind.shutdown()

    assert answer.endswith(f"https 127.0.0.1 localhost:{port}")
    checked = subprocess.run(["caddy", "fmt", "--diff", str(home / "Caddyfile")], check=False, capture_output=True)
    assert checked.returncode == 0
