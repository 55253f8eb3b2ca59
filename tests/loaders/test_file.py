"""One file into one document, or a reason in words."""

import os

import pytest

from rag.errors import LoadingError
from rag.loaders import load_file
from rag.loaders.file import MAX_FILE_BYTES
from rag.loaders.parsers import PARSERS


def _write(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_document_has_its_name_or_its_place_in_the_folder_for_an_id(tmp_path):
    path = _write(tmp_path, "a.txt", "Stalin ruled.")
    assert load_file(path).id == "a.txt"
    assert load_file(path, within=tmp_path.parent).id == f"{tmp_path.name}/a.txt"


def test_text_of_a_file_is_its_content_to_the_last_character(tmp_path):
    content = "Stalin ruled.\r\n\r\nCafe\u0301 😀\u2028 e\u0301.\r"
    assert load_file(_write(tmp_path, "a.txt", content)).text == content


def test_file_without_a_title_is_called_by_its_name(tmp_path):
    assert load_file(_write(tmp_path, "rise_of-stalin.txt", "Stalin ruled.")).title == "rise of stalin"


def test_byte_order_mark_is_not_text(tmp_path):
    assert load_file(_write(tmp_path, "a.txt", b"\xef\xbb\xbfStalin ruled.")).text == "Stalin ruled."


def test_suffix_is_known_in_capitals_too(tmp_path):
    assert load_file(_write(tmp_path, "A.TXT", "Stalin ruled.")).text == "Stalin ruled."


@pytest.mark.parametrize("suffix", sorted(PARSERS))
def test_every_known_suffix_is_read(tmp_path, suffix):
    words = "Stalin ruled the party from his office in the Kremlin."
    assert load_file(_write(tmp_path, f"a{suffix}", f"<p>{words}</p>" if "htm" in suffix else words)).text == words


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", "x", "type '.docx' are not read; known types are .htm, .html, .md, .txt"),
        ("README", "x", "type '' are not read"),
        ("a.txt", "", "no text"),
        ("a.txt", " \r\n\t\u2003", "no text"),
        ("a.md", "", "no text"),
        ("a.md", "---\ntitle: Only front matter\n---\n", "no text"),
        ("a.md", "# Only a heading\n", "no text"),
        ("a.md", "<div><br></div>", "no text"),
        ("a.html", "", "no text"),
        ("a.html", "<html><body><script>x</script></body></html>", "text"),
        ("a.txt", b"caf\xe9", "not UTF-8 text (byte 3)"),
        ("a.txt", "\ufeffx".encode("utf-16"), "not UTF-8"),
        ("a.md", "a\0b", "NUL"),
        ("a.html", "<p>a\0b</p>", "NUL"),
        ("a.md", '---\ntitle: "\\ud800"\n---\n\nText.', "not valid Unicode"),
        ("a.md", '---\ntopics: ["\\ud800"]\n---\n\nText.', "not valid Unicode"),
    ],
)
def test_file_that_cannot_be_read_says_why(tmp_path, name, content, reason):
    with pytest.raises(LoadingError) as error:
        load_file(_write(tmp_path, name, content))
    assert reason in str(error.value)
    assert str(tmp_path) not in str(error.value)


def test_file_that_is_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(LoadingError, match="20,000,001 bytes; at most 20,000,000"):
        load_file(path)


def test_missing_file_broken_link_and_pipe_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere.txt")
    for name in ("pipe.txt", "link.txt", "none.txt"):
        with pytest.raises(LoadingError, match="no file to read"):
            load_file(tmp_path / name)


def test_file_whose_name_is_no_unicode_is_refused(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text("Stalin ruled.", encoding="utf-8")
    with pytest.raises(LoadingError, match="not valid Unicode"):
        load_file(path)


def test_file_that_may_not_be_looked_at_is_refused(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    path = _write(tmp_path, "a.txt", "Alpha.")
    monkeypatch.setattr("pathlib.Path.is_file", refuse)
    with pytest.raises(LoadingError, match="it cannot be read: Permission denied"):
        load_file(path)
