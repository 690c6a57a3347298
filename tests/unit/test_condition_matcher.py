"""Visitors name conditions in their own words, misspell them, deny them; the matcher finds what they mean."""

from __future__ import annotations

import pytest

from content.conditions import load_conditions
from nlu.conditions import ConditionMention
from nlu.entities import entity_language
from nlu.speller import Speller, lexicon_of
from nlu.vocabulary import english_words

language = entity_language()
conditions = load_conditions()
speller = Speller(english_words(), lexicon_of([], english_words()))


def mentions(text: str) -> list[ConditionMention]:
    found: list[ConditionMention] = language(speller.correct(text))._.conditions
    return found


def meant(text: str) -> list[str]:
    return list(dict.fromkeys(mention.id for mention in mentions(text) if not mention.negated))


def denied(text: str) -> list[str]:
    return [mention.id for mention in mentions(text) if mention.negated]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("does massage help sleep", "sleep"),
        ("i can't sleep", "insomnia"),
        ("I cant sleep", "insomnia"),
        ("i can’t sleep", "insomnia"),
        ("cannot sleep for the life of me", "insomnia"),
        ("im not sleeping", "insomnia"),
        ("i toss and turn all night", "insomnia"),
        ("lying awake till 4", "insomnia"),
        ("I keep waking up", "insomnia"),
        ("so stressed at work", "stress"),
        ("i can't switch off", "stress"),
        ("I suffer with my nerves", "anxiety"),
        ("high bp", "blood_pressure"),
        ("Hypertension?", "blood_pressure"),
        ("my bp is high", "blood_pressure"),
        ("low blood pressure", "low_blood_pressure"),
        ("T2D here", "diabetes"),
        ("my mum is diabetic", "diabetes"),
        ("frozen shoulder", "frozen_shoulder"),
        ("SCIATICA", "sciatica"),
        ("anything for fibro?", "fibromyalgia"),
        ("chemo nausea", "cancer_nausea"),
        ("nausea from my chemo", "cancer_nausea"),
        ("i'm 20 weeks pregnant", "pregnancy"),
        ("TMJ", "jaw_pain"),
        ("i grind my teeth", "jaw_pain"),
        ("slipped disk", "slipped_disc"),
        ("full of knots", "muscle_tension"),
        ("DOMS", "exercise_soreness"),
        ("my hands are always cold", "cold_hands_feet"),
        ("can't move my neck", "stiff_neck"),
        ("slept funny", "stiff_neck"),
        ("i had a c-section", "after_birth"),
        ("my immune system is rubbish", "immunity"),
        ("can't touch my toes", "range_of_motion"),
        ("feeling down lately", "depression"),
        ("arthritis in my knee", "knee_osteoarthritis"),
        ("Raynaud's", "raynauds"),
        ("raynauds", "raynauds"),
    ],
)
def test_a_condition_is_found_by_its_everyday_names(text: str, name: str) -> None:
    assert meant(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my lower back really hurts", "low_back_pain"),
        ("my back is killing me", "low_back_pain"),
        ("back pain", "low_back_pain"),
        ("back pains", "low_back_pain"),
        ("a dodgy knee", "knee_pain"),
        ("my shoulders are so tight", "shoulder_pain"),
        ("my neck's been sore", "neck_pain"),
        ("pain in the left hip", "hip_pain"),
        ("hamstrings are very tight", "leg_pain"),
        ("her feet are killing her, feet are killing me too", "foot_pain"),
    ],
)
def test_a_hurting_body_part_is_found_however_the_pain_is_put(text: str, name: str) -> None:
    assert meant(text) == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("neck and back pain", ["neck_pain", "low_back_pain"]),
        ("pain in my neck and shoulders", ["neck_pain", "shoulder_pain"]),
        ("back, neck and shoulder pain", ["low_back_pain", "neck_pain", "shoulder_pain"]),
        ("my knees and hips ache", ["knee_pain", "hip_pain"]),
        ("headaches and insomnia", ["headaches", "insomnia"]),
        ("stress, headaches", ["stress", "headaches"]),
        ("stress, anxiety, depression", ["stress", "anxiety", "depression"]),
        ("i have scoliosis and a herniated disc", ["scoliosis", "slipped_disc"]),
    ],
)
def test_several_conditions_in_one_message_are_all_found(text: str, names: list[str]) -> None:
    assert meant(text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("headakes", "headaches"),
        ("diabetis", "diabetes"),
        ("diabeties", "diabetes"),
        ("fibromialgia", "fibromyalgia"),
        ("artheritis", "arthritis"),
        ("sciattica", "sciatica"),
        ("siatica", "sciatica"),
        ("hipertension", "blood_pressure"),
        ("insomina", "insomnia"),
        ("migrane", "migraine"),
        ("anxiaty", "anxiety"),
        ("depresion", "depression"),
        ("stif neck", "stiff_neck"),
        ("flexability", "range_of_motion"),
        ("frozen sholder", "frozen_shoulder"),
        ("plantar faciitis", "plantar_fasciitis"),
        ("carpel tunel", "carpal_tunnel"),
        ("rhumatoid arthritis", "rheumatoid_arthritis"),
        ("vericose veins", "varicose_veins"),
        ("lymphodema", "lymphoedema"),
        ("osteoperosis", "osteoporosis"),
        ("pregnent", "pregnancy"),
        ("astma", "asthma"),
        ("tinitus", "tinnitus"),
        ("altzheimers", "dementia"),
    ],
)
def test_a_misspelt_condition_is_understood(text: str, name: str) -> None:
    assert meant(f"does it help {text}?") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "do you like chess",
        "can you paint my wall",
        "pain relief gel",
        "i bought a sleeping bag",
        "my phone battery is depressed",
        "my boss is a pain in the neck",
        "no pain no gain",
        "i prefer long strokes",
        "nervous about my first massage",
        "can you focus on my neck",
        "flexible cancellation policy",
        "what are your hours of operation",
        "can i get a back and neck massage",
        "how much is a foot massage",
        "do you massage feet",
        "i need help with my back door",
        "im a back end developer",
        "i have hairy legs",
        "will it hurt",
        "is it awkward to fall asleep",
        "what time do you close on friday",
        "is there parking near the clinic",
        "what's the weather like",
        "chest pain",
        "",
        "   ",
        "😀",
        "\x00",
    ],
)
def test_a_message_without_a_condition_brings_none(text: str) -> None:
    assert mentions(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("im on chemo and feel sick all the time", "cancer_nausea"),
        ("my dad has cancer, he is nauseous", "cancer_nausea"),
        ("pregnant with a bad back", "pregnancy_back_pain"),
        ("i'm diabetic and 20 weeks pregnant", "gestational_diabetes"),
    ],
)
def test_two_conditions_that_mean_a_third_together_are_that_third(text: str, name: str) -> None:
    assert meant(text) == [name]


def test_two_conditions_of_two_people_stay_apart() -> None:
    assert meant("i'm 30 weeks pregnant and my mum has sciatica") == ["pregnancy", "sciatica"]


def test_an_arteritis_is_no_arthritis() -> None:
    assert meant("giant cell arteritis") == []


def test_a_pair_with_one_side_denied_stays_apart() -> None:
    assert meant("not pregnant, just a bad back") == ["low_back_pain"]


@pytest.mark.parametrize("text", ["asthma", "IBS", "hay fever", "vertigo", "cellulite", "restless legs", "no energy"])
def test_a_condition_that_we_say_nothing_about_is_found_as_such(text: str) -> None:
    (mention,) = mentions(f"what about {text}")
    assert not conditions.is_covered(mention.id)


def test_the_longest_name_wins() -> None:
    assert meant("cluster headache") == ["cluster_headache"]
    assert meant("restless leg syndrome") == ["restless legs"]
    assert meant("pain after breast cancer surgery") == ["breast_surgery_pain"]


def test_a_mention_tells_where_it_stands_in_the_visitors_own_words() -> None:
    text = "Well, my lower back REALLY hurts."
    (mention,) = mentions(text)
    assert text[mention.start_char : mention.end_char] == "lower back REALLY hurts"
    assert conditions.is_covered(mention.id) and not mention.negated


@pytest.mark.parametrize("name", sorted(conditions.conditions))
def test_every_condition_is_found_by_each_name_that_the_file_writes(name: str) -> None:
    for written in conditions.conditions[name].names:
        assert [mention.id for mention in mentions(f"does it help {written}")] == [name], written


@pytest.mark.parametrize("gap", conditions.not_covered, ids=lambda gap: str(gap.title))
def test_every_condition_that_is_not_covered_is_found_by_each_of_its_names(gap: object) -> None:
    title, names = gap.title, gap.names
    for written in names:
        assert [mention.id for mention in mentions(f"does it help {written}")] == [title], written
