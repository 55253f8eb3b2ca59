"""Defaults, the file over them, the environment over both."""

from pathlib import Path

import pytest

from rag.config import ENVIRONMENT, Settings, load_settings
from rag.errors import ConfigError


def _load(tmp_path, toml):
    path = tmp_path / "ascent.toml"
    path.write_text(toml, encoding="utf-8")
    return load_settings(path)


def test_defaults_are_used_where_there_is_no_file(tmp_path):
    assert load_settings(tmp_path / "none.toml") == Settings()


def test_chat_listens_on_this_machine_alone_unless_told_otherwise():
    assert (Settings().server.host, Settings().server.port) == ("127.0.0.1", 7860)


def test_file_overrides_the_defaults_it_names_and_no_other(tmp_path):
    settings = _load(tmp_path, "[answering]\nk = 20\nthreshold = 0.25\n[data]\nfolder = 'books'")
    assert (settings.answering.k, settings.answering.threshold, settings.answering.nearest) == (20, 0.25, 3)
    assert settings.data.folder == Path("books")
    assert settings.index == Settings().index


def test_environment_overrides_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("ASCENT_PORT", "8000")
    monkeypatch.setenv("ASCENT_INDEX", "/var/ascent")
    settings = _load(tmp_path, "[server]\nport = 9000\nhost = '0.0.0.0'")
    assert (settings.server.port, settings.server.host) == (8000, "0.0.0.0")
    assert settings.index.folder == Path("/var/ascent")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[server", "not valid TOML"),
        ("[servr]\nport = 1", "unknown part 'servr'"),
        ("[server]\nprot = 1", "unknown setting server.prot"),
        ("[server]\nport = 'many'", "server.port must be a whole number, not 'many'; mend it in ascent.toml"),
        ("[server]\nport = [1]", "server.port"),
        ("[data]\nfolder = 5", "data.folder"),
        ("server = 5", "'server' must be a table, not 5"),
        ("[server]\nport = 65536", "server.port must be at most 65535, not 65536"),
        ("[answering]\nthreshold = 'high'", "answering.threshold"),
        ("[answering]\nk = 2.5", "answering.k must be a whole number, not 2.5"),
        ("[answering]\nk = true", "answering.k"),
        ("[server]\nhost = 5", "server.host must be text, not 5"),
        ("[answering]\nk = 0", "answering.k"),
        ("[chunking]\nmax_sentences = -1", "chunking.max_sentences"),
        ("[answering]\nthreshold = nan", "answering.threshold"),
        ("[answering]\nthreshold = 40", "answering.threshold must be from 0 to 1, not 40"),
        ("[server]\nroot_path = 'history'", "server.root_path must be like /ascent"),
        ("[server]\nroot_path = '/history/'", "server.root_path must be like /ascent"),
        ("[server]\nroot_path = 'https://x/y'", "server.root_path must be like /ascent"),
        ("[server]\ntitle = ' '", "server.title must not be blank"),
        ("[server]\nhost = ''", "server.host must not be blank"),
        ("[server]\npublic_host = 'https://school.example'", "server.public_host must be a name alone"),
        ("[server]\npublic_host = 'school.example:8443'", "server.public_host must be a name alone"),
        ("[server]\nteacher_password = 'short'", "server.teacher_password must have at least 8 characters"),
    ],
)
def test_setting_that_cannot_be_used_is_refused_by_name(tmp_path, toml, words):
    with pytest.raises(ConfigError) as error:
        _load(tmp_path, toml)
    assert words in str(error.value)


def test_password_that_cannot_be_used_is_not_shown(tmp_path):
    with pytest.raises(ConfigError) as error:
        _load(tmp_path, "[server]\nteacher_password = 19171024")
    assert str(error.value) == "setting server.teacher_password must be text; mend it in ascent.toml"
    assert error.value.__suppress_context__


@pytest.mark.parametrize("host", ["school.example", "school", "192.168.1.7", "[::1]"])
def test_name_by_which_browsers_know_the_server_is_taken(tmp_path, host):
    assert _load(tmp_path, f"[server]\npublic_host = '{host}'").server.public_host == host


def test_file_may_begin_with_a_byte_order_mark(tmp_path):
    assert _load(tmp_path, "\ufeff[server]\nport = 8000").server.port == 8000


def test_part_that_is_no_table_is_refused_though_the_environment_sets_it_too(tmp_path, monkeypatch):
    monkeypatch.setenv("ASCENT_PORT", "8000")
    with pytest.raises(ConfigError, match="'server' must be a table, not 5"):
        _load(tmp_path, "server = 5")


def test_file_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "ascent.toml"
    path.write_bytes(b"[data]\nfolder = '\xff'")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_settings(path)


@pytest.mark.parametrize("value", ["many", "1.5"])
def test_environment_that_cannot_be_used_is_refused(tmp_path, monkeypatch, value):
    monkeypatch.setenv("ASCENT_PORT", value)
    with pytest.raises(ConfigError, match=r"server\.port"):
        load_settings(tmp_path / "none.toml")


@pytest.mark.parametrize("blank", ["", " "])
def test_blank_variable_is_not_set(tmp_path, monkeypatch, blank):
    for variable in ENVIRONMENT:
        monkeypatch.setenv(variable, blank)
    assert load_settings(tmp_path / "none.toml") == Settings()
