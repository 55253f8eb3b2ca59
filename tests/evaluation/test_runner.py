"""What comes of questions, counted by hand over the small corpus."""

import math
from dataclasses import replace

import pytest

from rag.answering import Answerer
from rag.config import AnsweringSettings
from rag.evaluation.metrics import expected_calibration_error
from rag.evaluation.runner import run_answers, run_retrieval, sentences_of, summarise_answers, written_out
from rag.evaluation.sets import Evidence, Question
from rag.types import Extract, Hit, Span, digest_of

EXPELLED = Evidence("answers/trotsky.md", digest_of("Leon Trotsky was expelled from the party on 14 November 1927."))
BORN = Evidence("uploads/notes.txt", digest_of("Stalin was born at Gori in Georgia."))
WRONG = Evidence("answers/trotsky.md", digest_of("No such sentence."))
QUESTIONS = [
    Question("1", "when", "When was Trotsky expelled from the party?", (EXPELLED,)),
    Question("2", "where", "Where was Stalin born?", (BORN,)),
    Question("3", "who", "Who was Trotsky?", (WRONG,)),
    Question("4", "who", "Who was the zyxwomble?", (), unanswerable="other"),
    Question("6", "why", "Why did the zyxwomble zyx?", ()),
    Question("5", "conversation", "When was he expelled from the party?", (EXPELLED,), history=("Who was Trotsky?",)),
]


def _run(answerer):
    return run_answers(answerer, QUESTIONS, progress=iter)


def _texts(library):
    return {document.id: document.text for document in library.documents}


def test_outcome_is_right_where_the_first_extract_holds_the_evidence(answerer):
    assert [(o.is_right_first, o.is_right_shown) for o in _run(answerer)] == [
        (True, True), (True, True), (False, False), (False, False), (False, False), (True, True)
    ]  # fmt: skip


def test_evidence_is_held_by_a_quotation_of_more_than_its_sentence(library, retriever):
    hit = retriever.retrieve("Who was Trotsky?", 1)[0]
    first, second = hit.passage.sentences[:2]
    expelled = QUESTIONS[0]
    assert expelled.is_answered_by(sentences_of(Extract(Span(first.document, first.start, second.end), 1.0, hit)))
    assert not expelled.is_answered_by(sentences_of(Extract(second, 1.0, hit)))


def test_table_counts_what_was_said(answerer, library):
    table = summarise_answers(_run(answerer), texts=_texts(library))
    assert table["questions"] == 6
    assert (table["answerable"]["all"]["questions"], table["answerable"]["all"]["right_first"]) == (4, 3 / 4)
    assert table["answerable"]["all"]["refused"] == 0
    assert set(table["answerable"]) == {"all", "when", "where", "who", "conversation"}
    counted = {kind: row["questions"] for kind, row in table["unanswerable"].items()}
    assert counted == {"all": 2, "other": 1, "why": 1}
    assert [table[kind]["all"]["groups"] for kind in ("answerable", "unanswerable")] == [2, 2]  # two documents
    assert table["wrong_among_answered"] == pytest.approx(3 / 6)
    assert table["not_verbatim"] == 0
    assert table["quotations"] >= 5


def test_refusals_are_counted_where_nothing_is_believed(library, retriever, reader):
    refusing = Answerer(library, retriever=retriever, reader=reader, settings=AnsweringSettings(threshold=1.1))
    table = summarise_answers(_run(refusing), texts=_texts(library))
    assert (table["answerable"]["all"]["refused"], table["unanswerable"]["all"]["refused"]) == (1, 1)
    assert (table["quotations"], table["answerable"]["all"]["right_first"]) == (0, 0)
    assert math.isnan(table["wrong_among_answered"])


def test_quotation_that_its_file_does_not_hold_is_counted(answerer, library):
    changed = {id: f" {text}" for id, text in _texts(library).items()}
    table = summarise_answers(_run(answerer), texts=changed)
    assert table["not_verbatim"] == table["quotations"]
    assert summarise_answers(_run(answerer), texts={})["not_verbatim"] == table["quotations"]


def test_retrieval_is_measured_on_the_written_out_form_at_known_ranks(library):
    class Known:
        """Ranks the evidence third where it is asked for by name, and else never."""

        def retrieve(self, question, k):
            passages = sorted(library.passages, key=lambda p: QUESTIONS[0].is_answered_by(p.sentences))
            ranked = [*passages[:2], passages[-1]] if "Trotsky" in question else passages[:2]
            return [Hit(passage, 0.0, rank, {}) for rank, passage in enumerate(ranked[:k], start=1)]

    later = Question("1", "conversation", "When was he?", (EXPELLED,), history=("x",), standalone="When was Trotsky?")
    table = run_retrieval(Known(), [later, Question("2", "when", "When was he?", (EXPELLED,)), QUESTIONS[3]])
    assert table["questions"] == 2
    measures = {name: row["mean"] for name, row in table.items() if name not in ("questions", "note")}
    assert measures == {"recall@1": 0, "recall@5": 1 / 2, "recall@10": 1 / 2, "mrr": pytest.approx(1 / 6)}


def test_later_turns_are_written_out_by_the_system_and_first_ones_left_alone(answerer):
    first, later = replace(QUESTIONS[0], standalone="By hand"), replace(QUESTIONS[5], standalone="By hand")
    assert [q.written_out for q in written_out(answerer, [first, later])] == [
        "By hand", "Who was Trotsky? When was he expelled from the party?"
    ]  # fmt: skip


def test_retrieval_is_measured_with_intervals(retriever):
    table = run_retrieval(retriever, QUESTIONS)
    assert table["questions"] == 4
    assert table["recall@10"]["mean"] == 3 / 4
    assert table["recall@1"]["mean"] <= table["recall@5"]["mean"] <= table["recall@10"]["mean"]
    assert table["mrr"]["groups"] == 2
    assert table["note"] == "a question counts as found with its first sentence of evidence"
    low, high = table["mrr"]["interval"]
    assert low <= table["mrr"]["mean"] <= high


@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.1])
def test_calibration_is_that_of_all_questions_refused_or_not(library, retriever, reader, threshold):
    settings = AnsweringSettings(threshold=threshold)
    outcomes = _run(Answerer(library, retriever=retriever, reader=reader, settings=settings))
    table = summarise_answers(outcomes, texts=_texts(library))
    answerable = [o.question.is_answerable for o in outcomes]
    assert len(set(answerable)) == 2
    assert table["calibration_error"] == expected_calibration_error([o.answer.confidence for o in outcomes], answerable)
