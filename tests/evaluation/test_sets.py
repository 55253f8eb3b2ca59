"""Files of questions."""

import json

import pytest

from rag.errors import DataError
from rag.evaluation.sets import Evidence, load_libraries, load_questions
from rag.types import Document, Span, digest_of

PLAIN = {
    "id": "a-1",
    "kind": "when",
    "style": "plain",
    "question": "When?",
    "evidence": [{"document": "answers/a.md", "text": "In 1922."}],
    "short": "1922",
}
UNANSWERABLE = {"id": "a-2", "kind": "who", "question": "Who?", "evidence": [], "unanswerable": "near-miss"}
CONVERSATION = {
    "id": "a-c1",
    "turns": [
        {"question": "Who was Trotsky?", "standalone": "Who was Trotsky?", "evidence": [], "short": None},
        {
            "question": "When?\u2028?",
            "standalone": "When was Trotsky born?",
            "evidence": PLAIN["evidence"],
            "short": "x",
        },
        {"question": "Why?", "standalone": "Why was Trotsky born?", "evidence": [], "short": None},
    ],
}


def _load(tmp_path, *entries):
    path = tmp_path / "q.jsonl"
    path.write_text("\n\n".join(e if isinstance(e, str) else json.dumps(e, ensure_ascii=False) for e in entries))
    return load_questions(path)


def test_question_is_read_with_its_evidence(tmp_path):
    (question,) = _load(tmp_path, PLAIN)
    assert (question.id, question.kind, question.text, question.short) == ("a-1", "when", "When?", "1922")
    assert question.evidence == (Evidence("answers/a.md", digest_of("In 1922.")),)
    assert question.is_answerable


def test_question_without_evidence_is_unanswerable_of_its_kind(tmp_path):
    (question,) = _load(tmp_path, UNANSWERABLE)
    assert (question.is_answerable, question.unanswerable) == (False, "near-miss")


def test_evidence_may_be_given_by_its_digest_alone(tmp_path):
    sha256 = digest_of("In 1922.")
    (question,) = _load(tmp_path, PLAIN | {"evidence": [{"document": "answers/a.md", "sha256": sha256}]})
    assert question.evidence == (Evidence("answers/a.md", sha256),)


def test_conversation_becomes_a_question_a_turn_with_those_before_it(tmp_path):
    questions = _load(tmp_path, CONVERSATION)
    assert [(q.id, q.history, q.standalone) for q in questions] == [
        ("a-c1.1", (), None),
        ("a-c1.2", ("Who was Trotsky?",), "When was Trotsky born?"),
        ("a-c1.3", ("Who was Trotsky?", "When?\u2028?"), "Why was Trotsky born?"),
    ]
    assert [q.kind for q in questions] == ["first turn", "conversation", "conversation"]


def test_questions_of_a_document_are_a_group_with_the_conversations_about_it(tmp_path):
    silent = {"id": "a-c2", "turns": [{"question": "Who?", "evidence": []}, {"question": "And?", "evidence": []}]}
    questions = _load(tmp_path, PLAIN, UNANSWERABLE, CONVERSATION, silent)
    of_document = "answers/a.md"
    assert [q.group for q in questions] == [of_document, "a-2", *[of_document] * 3, "a-c2", "a-c2"]


def test_evidence_matches_its_sentence_in_its_document_only():
    evidence = Evidence("a.md", digest_of("In 1922."))
    document, other = Document("a.md", "", "", "In 1922. In 1923."), Document("b.md", "", "", "In 1922.")
    assert evidence.matches(Span(document, 0, 8))
    assert not evidence.matches(Span(document, 9, 17))
    assert not evidence.matches(Span(other, 0, 8))


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "5", "{}", '{"id": "a"}', '{"id": "a", "turns": 5}', json.dumps(PLAIN | {"evidence": "x"}), "[" * 9999,
     json.dumps(PLAIN | {"evidence": [{"document": "a"}]}), json.dumps({"id": "c", "turns": [5]}),
     json.dumps(PLAIN | {"question": None}), json.dumps(PLAIN | {"question": " "})],
)  # fmt: skip
def test_line_that_is_no_question_is_named(tmp_path, line):
    with pytest.raises(DataError, match=r"line 3: not a question as data/README\.md describes it"):
        _load(tmp_path, PLAIN, line)


def test_file_without_a_question_is_refused(tmp_path):
    with pytest.raises(DataError, match="holds no question"):
        _load(tmp_path, "")


def test_libraries_are_the_folders_with_a_file_of_questions_each(tmp_path):
    for name in ("1", "2"):
        (tmp_path / name).mkdir()
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(PLAIN), encoding="utf-8")
    found = load_libraries(tmp_path)
    assert [(folder.name, len(questions)) for folder, questions in found] == [("1", 1), ("2", 1)]
    with pytest.raises(DataError, match="there is no library"):
        load_libraries(tmp_path / "nowhere")


def test_missing_and_unreadable_files_are_named(tmp_path):
    (tmp_path / "latin.jsonl").write_bytes(b"caf\xe9")
    for name in ("none.jsonl", "latin.jsonl", "."):
        with pytest.raises(DataError, match=r"file of questions .* cannot be read"):
            load_questions(tmp_path / name)
