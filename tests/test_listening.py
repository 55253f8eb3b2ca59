"""The server as it starts: where it listens, and what it says in the terminal."""

import errno
import shutil

import pytest

from rag.errors import ServerError
from rag.indexing import update_index
from rag.server import address_of, listen, tell_if_stale


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:7860/"),
        ("0.0.0.0", "http://127.0.0.1:7860/"),
        ("::", "http://[::1]:7860/"),
        ("fe80::1", "http://[fe80::1]:7860/"),
        ("school.example", "http://school.example:7860/"),
    ],
)
def test_address_that_is_printed_can_be_opened(host, address):
    assert address_of(host, 7860) == address


def test_port_that_is_taken_is_named_with_what_to_do():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=rf"127\.0\.0\.1, port {port}: .*another with --port"):
            listen("127.0.0.1", port)


def test_address_of_another_machine_is_told_apart_from_a_taken_port():
    with pytest.raises(ServerError) as error:
        listen("203.0.113.9", 0)
    assert "name an address of this machine with --host" in str(error.value)
    assert "has that port" not in str(error.value)


def test_port_without_the_right_to_it_is_told_with_what_to_do(monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("rag.server.socket.create_server", refuse)
    with pytest.raises(ServerError, match="Permission denied; name a port above 1023"):
        listen("127.0.0.1", 80)


def test_server_tells_that_documents_changed_after_they_were_indexed(settings, encoder, caplog):
    update_index(settings, encoder)
    tell_if_stale(settings)
    assert caplog.text == ""
    (settings.data.folder / "answers/new.txt").write_text("Stalin read the new file.", encoding="utf-8")
    tell_if_stale(settings)
    assert '"rag index" brings the answers up to date' in caplog.text


def test_server_tells_that_the_documents_are_gone(settings, encoder, caplog):
    update_index(settings, encoder)
    shutil.rmtree(settings.data.folder)
    tell_if_stale(settings)
    assert "cannot be compared" in caplog.text
