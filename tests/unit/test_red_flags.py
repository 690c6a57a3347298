"""Red flags: danger is caught in every wording, and what only sounds like danger raises no alarm."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from content.safety import REPLIES, load_safety
from nlu.entities import entity_language
from nlu.red_flags import RedFlagHit

DATA = Path(__file__).parent.parent / "data"
PARAPHRASES_PER_FLAG = 8
LOOK_ALIKES = 60

safety = load_safety()
language = entity_language()


def read(name: str) -> dict[str, list[str]]:
    sentences: dict[str, list[str]] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return sentences


def find(text: str) -> list[RedFlagHit]:
    hits: list[RedFlagHit] = language(text)._.red_flags
    return hits


def alarms(text: str) -> list[str]:
    return [hit.id for hit in find(text) if hit.status == "alarm"]


def cautions(text: str) -> list[str]:
    return [hit.id for hit in find(text) if hit.status == "caution"]


def pairs(name: str) -> list[tuple[str, str]]:
    return [(key, text) for key, texts in read(name).items() for text in texts]


def test_every_red_flag_has_at_least_eight_paraphrases() -> None:
    paraphrases = read("red_flags.yml")
    assert set(paraphrases) == {flag.id for flag in safety.red_flags}
    assert all(len(set(texts)) >= PARAPHRASES_PER_FLAG for texts in paraphrases.values())


def test_there_are_at_least_sixty_look_alikes() -> None:
    assert len({text for _, text in pairs("look_alikes.yml")}) >= LOOK_ALIKES


@pytest.mark.parametrize("flag_id, text", pairs("red_flags.yml"))
def test_a_person_in_danger_gets_the_reply_of_that_danger_or_a_more_pressing_one(
    flag_id: str, text: str
) -> None:
    flag = safety.red_flag(flag_id)
    hits = find(text)
    if flag.tier == "routine":
        assert flag_id in [hit.id for hit in hits]
        return
    assert hits and hits[0].status == "alarm"
    assert hits[0].reply.split("_")[0] == flag.reply.split("_")[0]
    assert REPLIES.index(hits[0].reply) <= REPLIES.index(flag.reply)


@pytest.mark.parametrize("kind, text", pairs("look_alikes.yml"))
def test_what_only_sounds_like_danger_raises_no_alarm(kind: str, text: str) -> None:
    assert alarms(text) == []


def test_a_visitor_who_denies_chest_pain_gets_the_caution() -> None:
    assert alarms("no chest pain, just stiff") == []
    assert cautions("no chest pain, just stiff") == ["chest_pain"]


def test_a_denied_sign_does_not_hide_one_that_is_there() -> None:
    assert alarms("no chest pain but my left arm is numb and I'm sweating") == ["chest_pain"]
    assert "chest_pain" in alarms("no fever, my chest hurts and I feel sick")
    assert "chest_pain" in alarms("no, my chest hurts")
    assert "chest_pain" in alarms("cant sleep chest pain all night")


def test_a_denied_list_is_denied_to_its_end() -> None:
    assert alarms("no chest pain, breathlessness or numb left arm, only sore shoulders") == []


def test_never_so_bad_is_no_denial() -> None:
    assert "sudden_headache" in alarms("I've never had a headache like this")


def test_history_gets_the_caution() -> None:
    assert cautions("I had a stroke in 2019") == ["stroke"]
    assert cautions("my dad had a heart attack last year") == ["chest_pain"]
    assert alarms("In 2018, I had chest pain") == []


def test_a_present_sign_beside_history_alarms() -> None:
    text = "42 y/o husband, history of stroke last year, woke up saying his left arm feels heavy"
    assert "stroke" in alarms(text)
    assert "stroke" in alarms("i had a stroke in 2019 and now my face is drooping")


def test_the_name_of_a_danger_alarms_only_when_it_is_happening() -> None:
    assert alarms("I think I'm having a stroke") == ["stroke"]
    assert alarms("can I have a massage after a stroke") == []
    assert alarms("what if someone has a heart attack during a massage") == []


def test_a_figure_of_speech_gets_no_alarm() -> None:
    assert alarms("my gas bill gave me a heart attack") == []
    assert alarms("i could die for a massage") == []


def test_missing_and_curly_apostrophes_read_alike() -> None:
    for text in ("I can't breathe", "I can’t breathe", "i cant breathe", "I cannot breathe", "i cant brethe"):
        assert alarms(text) == ["breathing_pe"]


def test_the_most_pressing_alarm_comes_first() -> None:
    hits = find("my calf is hot, red and swollen and now i can't breathe")
    assert [hit.reply for hit in hits if hit.status == "alarm"] == ["emergency", "emergency_urgent"]


def test_a_routine_sign_is_a_caution_and_never_an_alarm() -> None:
    (hit,) = find("i found a new lump on my shoulder")
    assert (hit.id, hit.status, hit.reply) == ("see_doctor", "caution", "safety")


def test_a_hit_says_where_it_stands() -> None:
    text = "Hello! My chest really hurts."
    (hit,) = find(text)
    assert text[hit.start_char : hit.end_char] == "chest really hurts"


@pytest.mark.parametrize("text", ["suicide", "RAPE", "heart attack??", "i think stroke", "dvt please help", "sexual assault"])
def test_a_bare_name_is_danger_of_the_writers_own(text: str) -> None:
    assert len(alarms(text)) == 1


@pytest.mark.parametrize("text", ["what is a stroke", "stroke survivor", "no stroke", "massage and dvt", "suicide squad tickets"])
def test_a_name_with_other_words_is_not(text: str) -> None:
    assert alarms(text) == []


def test_order_and_filler_words_do_not_matter() -> None:
    assert alarms("i bled after the massage and i'm pregnant") == alarms("pregnant and i bled") == ["pregnancy_emergency"]


def test_danger_at_the_end_of_a_long_message_is_found() -> None:
    story = "we walked along the river and talked about the garden. " * 72
    assert alarms(f"{story} now my chest hurts") == ["chest_pain"]


def test_a_sign_that_has_gone_still_counts() -> None:
    assert alarms("my face was drooping, its gone now") == ["stroke"]


def test_what_is_only_imagined_raises_no_alarm() -> None:
    assert alarms("what happens if i get chest pain during the massage") == []


def test_what_is_not_ruled_out_is_no_denial() -> None:
    assert alarms("chest pain, they have not ruled out a heart attack") == ["chest_pain"]
    assert alarms("other than chest pain i'm well") == ["chest_pain"]


def test_a_thousand_signs_are_read_in_time() -> None:
    begun = time.perf_counter()
    find("no chest pain in my swollen red calf and " * 100)
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize("text", ["", "   ", "\x00", "🙂", "?!", "صداع", "chest pain " * 900, "no " * 500])
def test_odd_input_is_read_without_failing(text: str) -> None:
    assert isinstance(find(text), list)
