"""The whole app behind its guard, without a browser."""

import json
import re
import tempfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tiny_engine import tiny_app

from rag.config import ServerSettings, Settings
from rag.guard import inline_script_hashes, is_allowed_host, is_open

HOME = "http://127.0.0.1:7860"
# Folders that stand in every path of this checkout and beside it, of a user and of what is temporary.
FOLDERS = "|".join(
    re.escape(f"{path}/")
    for path in (*Path(__file__).parents[1:3], Path.home(), Path(tempfile.gettempdir()), Path("/home"))
    if path != Path("/")
)


@pytest.fixture(scope="module")
def client():
    with TestClient(tiny_app(), base_url=HOME, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/library", "/check", "/health", "/v1/ask?q=x", "/assets/none.js", "/upload", "/theme.css"]
)
def test_every_response_has_the_security_headers(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    scripts = next(part for part in policy.split(";") if "script-src" in part)
    assert "'unsafe-inline'" not in scripts
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize("path", ["/", "/library", "/check"])
@pytest.mark.parametrize("base", [HOME, "http://localhost:9999", "http://[::1]:7860"])
def test_policy_allows_exactly_the_inline_scripts_of_the_page(client, path, base):
    response = client.get(base + path)
    hashes = set(inline_script_hashes(response.content))
    assert len(hashes) >= 5
    assert hashes == set(re.findall(r"'(sha256-[^']+)'", response.headers["content-security-policy"]))


@pytest.mark.parametrize("path", ["/?q=<script>alert(1)</script>", "/?__theme=dark", "/library?doc=<script>x</script>"])
def test_query_changes_nothing_that_may_run(client, path):
    plain = client.get(path.partition("?")[0])
    asked = client.get(path)
    assert asked.headers["content-security-policy"] == plain.headers["content-security-policy"]
    assert set(inline_script_hashes(asked.content)) == set(inline_script_hashes(plain.content))


@pytest.mark.parametrize("header", ["x-forwarded-host", "x-gradio-server", "x-forwarded-proto", "forwarded"])
def test_visitor_cannot_change_the_address_of_the_page(client, header):
    plain = client.get("/").text
    assert client.get("/", headers={header: "evil.example"}).text == plain


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:7860", "10.0.0.9", "", "a b"])
def test_foreign_host_is_a_400(client, host):
    response = client.get("/", headers={"host": host})
    assert response.status_code == 400
    assert "content-security-policy" in response.headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:7860", "[::1]:7860", "127.0.0.1:1"])
def test_loopback_host_is_served(client, host):
    assert client.get("/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "configured", "allowed"),
    [
        ("school.example", "school.example", True),
        ("10.0.0.9:7860", "10.0.0.9", True),
        ("10.0.0.9", "127.0.0.1", False),
        ("10.0.0.9", "0.0.0.0", True),
        ("[fe80::1]:80", "::", True),
        ("evil.example", "0.0.0.0", False),
        ("localhost@evil.example", "127.0.0.1", False),
        ("localhost:99:99", "127.0.0.1", False),
    ],
)
def test_hosts_that_name_this_server(host, configured, allowed):
    assert is_allowed_host(host, configured) is allowed


@pytest.mark.parametrize(
    "path",
    [
        "/upload",
        "/gradio_api/upload",
        "/gradio_api/upload_progress",
        "/gradio_api/process_recording",
        "/gradio_api/proxy=http://10.0.0.1/",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=http://10.0.0.1/x",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/stream/x/1/2/playlist.m3u8",
        "/gradio_api/deep_link",
        "/gradio_api/queue/join",
        "/gradio_api/queue/data",
        "/gradio_api/run/predict",
        "/gradio_api/call/predict",
        "/gradio_api/vibe-edit",
        "/gradio_api/vibe-code",
        "/gradio_api/reset",
        "/gradio_api/token",
        "/gradio_api/runs",
        "/monitoring",
        "/monitoring/summary",
        "/gradio_api/monitoring",
        "/login",
        "/logout",
        "/config",
        "/token",
        "/docs",
        "/openapi.json",
        "/gradio_api/mcp/sse",
        "/library/../upload",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_our_pages_never_use_is_a_404(client, method, path):
    assert client.request(method, path).status_code == 404


def test_upload_is_a_404(client):
    response = client.post("/gradio_api/upload", files={"files": ("a.txt", b"text")})
    assert response.status_code == 404


def test_body_over_the_cap_is_a_413(client):
    limit = ServerSettings().max_body_bytes
    assert client.post("/gradio_api/component_server/", content=b"x" * (limit + 1)).status_code == 413
    chunks = (b"x" * 1000 for _ in range(limit // 1000 + 2))
    assert client.post("/gradio_api/component_server/", content=chunks).status_code == 413


def test_body_under_the_cap_reaches_the_app(client):
    body = {"data": {"question": "Where was Stalin born?"}, **_chat_call(client, "ask")}
    answer = client.post("/gradio_api/component_server/", json=body).json()
    assert answer["state"] == "answered"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1.evil.example"])
@pytest.mark.parametrize("path", ["/", "/v1/ask?q=x", "/theme.css", "/gradio_api/component_server/"])
def test_foreign_origin_gets_no_cors_header(client, path, origin):
    for method in ("GET", "POST", "OPTIONS"):
        asked = {"origin": origin, "access-control-request-method": "POST"}
        headers = client.request(method, path, headers=asked).headers
        assert not [name for name in headers if name == "access-control-allow-origin"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"component_id": 99999, "fn_name": "ask", "session_hash": "x", "data": {}}',
        b'{"component_id": 1, "fn_name": "__init__", "session_hash": "x", "data": {}}',
        b'{"component_id": "x", "fn_name": "../../x", "session_hash": "x", "data": {}}',
    ],
)
def test_malformed_call_leaks_no_path_and_no_traceback(client, body):
    response = client.post("/gradio_api/component_server/", content=body, headers={"content-type": "application/json"})
    assert response.status_code >= 400
    assert not re.search(rf"Traceback|site-packages|{FOLDERS}|\.py\b", response.text)


def test_breakdown_of_the_api_leaks_nothing(client):
    response = client.get("/v1/ask", params={"q": "boom"})
    assert response.status_code == 500
    assert response.json() == {"error": "something went wrong on the server"}
    assert "content-security-policy" in response.headers


def test_page_names_no_path_of_the_server(client):
    assert not re.search(rf"site-packages|{FOLDERS}", client.get("/").text)


def test_page_is_titled_in_english_with_our_head(client):
    page = client.get("/").text
    assert '<html\n\tlang="en"' in page
    assert page.count("</head>") == 1
    assert "<title>Ascent" in page.partition("</head>")[0]


def test_fonts_are_served_from_a_relative_address(client):
    addresses = re.findall(r"url\('(fonts/[^']+)'\)", client.get("/").text)
    assert len(addresses) == 4
    assert all(client.get("/" + address).status_code == 200 for address in addresses)


def test_title_and_subject_are_settings_and_never_markup(client):
    assert "<title>Ascent · Stalin’s rise to power</title>" in client.get("/").text
    settings = Settings(server=ServerSettings(title='</title><script>x</script>"', subject="<b>"))
    with TestClient(tiny_app(settings=settings), base_url=HOME) as other:
        page = other.get("/")
    assert "&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;&quot; · &lt;b&gt;</title>" in page.text
    assert "<script>x</script>" not in page.text


def test_host_that_a_proxy_passes_on_is_served_where_it_is_the_public_one():
    app = tiny_app(settings=Settings(server=ServerSettings(public_host="school.example")))
    with TestClient(app, base_url=HOME) as client:
        assert client.get("/health", headers={"host": "school.example"}).status_code == 200
        assert client.get("/health", headers={"host": "evil.example"}).status_code == 400
        assert client.get("/health", headers={"host": "10.0.0.9"}).status_code == 400


def test_path_of_a_proxy_is_taken_from_the_settings():
    app = tiny_app(settings=Settings(server=ServerSettings(root_path="/ascent")))
    with TestClient(app, base_url=HOME) as client:
        page = client.get("/", headers={"x-forwarded-host": "school.example", "x-forwarded-proto": "https"})
    assert '"root":"https://school.example/ascent"' in page.text
    hashes = set(re.findall(r"'(sha256-[^']+)'", page.headers["content-security-policy"]))
    assert set(inline_script_hashes(page.content)) == hashes


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/library/?doc=a%26b&a=1", "../library?doc=a%26b&a=1"),
        ("/check/?q=Who%3F", "../check?q=Who%3F"),
        ("/library/", "../library"),
    ],
)
def test_page_with_a_slash_leads_to_the_page_with_its_query(client, path, location):
    assert client.get(path, follow_redirects=False).headers["location"] == location


def test_open_paths_are_open_with_and_without_a_slash():
    assert is_open("/library")
    assert is_open("/library/")
    assert not is_open("/library/x")
    assert not is_open("/gradio_api/")
    assert not is_open("//upload")


def _chat_call(client, name):
    config = re.search(r"window\.gradio_config = (\{.*?\});</script>", client.get("/").text, re.DOTALL)[1]
    chat = next(c for c in json.loads(config)["components"] if c["props"].get("elem_id") == "chat")
    return {"component_id": chat["id"], "fn_name": name, "session_hash": "s"}
