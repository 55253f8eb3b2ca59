"""What a question asks for."""

import pytest

from rag.reader.question import Kind, is_question, kind_of
from rag.types import Document, Span


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did Lenin die?", Kind.DATE),
        ("when did lenin die", Kind.DATE),
        ("wen did lenin die", Kind.DATE),
        ("In which year was the congress?", Kind.DATE),
        ("What was the date of the congress?", Kind.DATE),
        ("Who was Trotsky?", Kind.PERSON),
        ("hwo was trotsky", Kind.PERSON),
        ("To whom did Lenin dictate?", Kind.PERSON),
        ("Whose office was it?", Kind.PERSON),
        ("What was the name of his wife?", Kind.PERSON),
        ("Where was Stalin born?", Kind.PLACE),
        ("In which city did they meet?", Kind.PLACE),
        ("stalin birthplace", Kind.PLACE),
        ("How many officials were moved?", Kind.NUMBER),
        ("How old was Stalin?", Kind.NUMBER),
        ("the number of members", Kind.NUMBER),
        ("How did Stalin come to power?", Kind.REASON),
        ("Why was Trotsky expelled?", Kind.REASON),
        ("Explain the purge", Kind.REASON),
        ("What led to the split?", Kind.REASON),
        ("Did Lenin trust Stalin?", Kind.YES_NO),
        ("was stalin a police agent?", Kind.YES_NO),
        ("Was Stalin already a dictator when Lenin died?", Kind.YES_NO),
        ("Did Stalin tell Trotsky the truth about the date of the funeral?", Kind.YES_NO),
        ("Did Stalin know how many died?", Kind.YES_NO),
        ("Who was Trotsky? Was he one of the men who took power?", Kind.YES_NO),
        ("Do you know who killed Kirov?", Kind.PERSON),
        ("Do historians know how many died?", Kind.NUMBER),
        ("Did anyone see it, and who was it?", Kind.PERSON),
        ("Who drew up the first five-year plan?", Kind.PERSON),
        ("What was the five year plan?", Kind.OTHER),
        ("Who took Lenin's place?", Kind.PERSON),
        ("What took place in October 1917?", Kind.OTHER),
        ("What was Lenin's place of birth?", Kind.PLACE),
        ("How tall was Stalin?", Kind.NUMBER),
        ("How soon did he recover?", Kind.NUMBER),
        ("What was the Orgburo?", Kind.OTHER),
        ("", Kind.OTHER),
        ("Was it known when Lenin died?", Kind.DATE),
        ("How did Stalin act when Lenin died?", Kind.REASON),
        ("How did Stalin get past men who were far more famous?", Kind.REASON),
        ("What did Stalin do when Lenin died?", Kind.OTHER),
        ("What year was it when they met?", Kind.DATE),
        ("Could you tell me when Lenin died?", Kind.DATE),
        ("What was the city where he was born?", Kind.PLACE),
        ("On which river is the town where he lived?", Kind.PLACE),
        ("How and when did Lenin die?", Kind.DATE),
        ("I know what happened, but when?", Kind.DATE),
        ("What do we know about when Lenin died?", Kind.DATE),
        ("How many people knew why?", Kind.NUMBER),
        ("Who was Trotsky? When was he expelled?", Kind.DATE),
        ("Who was Trotsky? What did he write?", Kind.OTHER),
        ("Who was Trotsky? Which books did he write?", Kind.OTHER),
        ("When was it built? And did it hold?", Kind.YES_NO),
        ("Where was Lenin born? and Kamenev?", Kind.PLACE),
        ("Where was Lenin born? What about Kamenev?", Kind.PLACE),
        ("Where was Lenin born? How about Kamenev?", Kind.PLACE),
        ("Who was Lenin?\nWhen was he born?", Kind.DATE),
        ("Why was 1929 called the year of the great turn?", Kind.REASON),
        ("How did the year 1917 change Russia?", Kind.REASON),
        ("Could you tell me why he changed the name of the city?", Kind.REASON),
        ("and why was his birthplace kept secret?", Kind.REASON),
        ("Give the reason for the number of arrests", Kind.REASON),
        ("The year is known, but how many died?", Kind.NUMBER),
    ],
)
def test_kind_of_a_question(question, kind):
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("What is to be done?", True),
        ("“What is to be done?”", True),
        ("(Who knows?)", True),
        ("Lenin asked: ‘Who, whom?’", False),
        ("Lenin ruled.", False),
        ("“Who knows?” he said.", False),
    ],
)
def test_sentence_that_is_a_question_itself(sentence, expected):
    assert is_question(Span(Document("a.md", "", "", sentence), 0, len(sentence))) is expected
