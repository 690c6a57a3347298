"""Personal data never reaches the assistant or a table; prices, hours, ages and the clinic's own contact do."""

from __future__ import annotations

import re
import time

import pytest

from channels.guard import Accepted, admit
from channels.masking import Masker, masker, phone_country
from content.clinic import Clinic, load_clinic

E_MAIL, PHONE, CARD, ACCOUNT = "[e-mail address]", "[phone number]", "[card number]", "[account number]"
ID, BIRTH, NUMBER = "[id number]", "[date of birth]", "[number]"
MASKED = [
    ("my e-mail is anna.smith@example.com", f"my e-mail is {E_MAIL}"),
    ("write to ANNA+test@mail.example.co.uk please", f"write to {E_MAIL} please"),
    ("reach me: o'brien@example.org, thanks", f"reach me: {E_MAIL}, thanks"),
    ("josé@münchen.de is mine", f"{E_MAIL} is mine"),
    ("it is anna@gmail", f"it is {E_MAIL}"),
    ("anna (at) example.com", E_MAIL),
    ("anna [at] example [dot] org", E_MAIL),
    ("anna at gmail dot com", E_MAIL),
    ("anna @ example . com", E_MAIL),
    ("anna＠example.com", E_MAIL),
    ("a@example.com and b@example.com", f"{E_MAIL} and {E_MAIL}"),
    ("call me on 07700 900123", f"call me on {PHONE}"),
    ("my number is 07911123456", f"my number is {PHONE}"),
    ("+44 7911 123456", PHONE),
    ("+447911123456", PHONE),
    ("0044 7911 123456", PHONE),
    ("(020) 7946 0958 is my landline", f"{PHONE} is my landline"),
    ("0161-496-0000", PHONE),
    ("07911–123–456", PHONE),
    ("٠٧٩١١١٢٣٤٥٦", PHONE),
    ("+1 212 555 0123", PHONE),
    ("(212) 555-0123", PHONE),
    ("212.555.0123", PHONE),
    ("my mobile: 601 234 567", f"my mobile: {PHONE}"),
    ("text me 612 34 56 78", f"text me {PHONE}"),
    ("whatsapp is 612345", f"whatsapp is {PHONE}"),
    ("06 12 34 56 78", PHONE),
    ("0171 2345678", PHONE),
    ("+48 601 234 567", PHONE),
    ("+33 6 12 34 56 78", PHONE),
    ("is it ok? 07911 123456 thanks", f"is it ok? {PHONE} thanks"),
    ("my card is 4111 1111 1111 1111", f"my card is {CARD}"),
    ("4111111111111111", CARD),
    ("5500-0000-0000-0004", CARD),
    ("3782 822463 10005", CARD),
    ("my card 4111 1111 1111 1112 does not work", f"my card {CARD} does not work"),
    ("GB29 NWBK 6016 1331 9268 19", ACCOUNT),
    ("iban DE89370400440532013000 please", f"iban {ACCOUNT} please"),
    ("my account is nl91 abna 0417 1643 00 ok", f"my account is {ACCOUNT} ok"),
    ("AB 12 34 56 C", ID),
    ("ab123456c is my national insurance number", f"{ID} is my national insurance number"),
    ("my NHS number is 943 476 5919", f"my NHS number is {ID}"),
    ("9434765919", ID),
    ("536-90-4399", ID),
    ("social security number 536 90 4399", f"social security number {ID}"),
    ("my pesel: 44051401359", f"my pesel: {ID}"),
    ("steuer-id 86095742719", f"steuer-id {ID}"),
    ("2 95 10 99 126 111 93", ID),
    ("dni 54362315K", f"dni {ID}"),
    ("X-2482300W", ID),
    ("bsn 111222333", f"bsn {ID}"),
    ("born on 12/03/1980", f"born on {BIRTH}"),
    ("my date of birth is 3 May 1984", f"my date of birth is {BIRTH}"),
    ("dob 12.3.80", f"dob {BIRTH}"),
    ("D.O.B.: 1980-03-12", f"D.O.B.: {BIRTH}"),
    ("I was born on the 3rd of May 1984", f"I was born on the {BIRTH}"),
    ("birthday: March 12, 1980", f"birthday: {BIRTH}"),
    ("born 3 May 80", f"born {BIRTH}"),
    ("booking 123456789", f"booking {NUMBER}"),
    ("I am Ann, 07911 123456, ann@example.com, born 1.2.1970", f"I am Ann, {PHONE}, {E_MAIL}, born {BIRTH}"),
]
# Another number stands beside the one that is masked.
BESIDE = [
    ("07700 900456 2pm", f"{PHONE} 2pm"),
    ("call +44 7700 900123 12 or 13 o'clock", f"call {PHONE} 12 or 13 o'clock"),
    ("after 1 07700 900456", f"after 1 {PHONE}"),
    ("i am 34 (020) 7946 0958 5", f"i am 34 {PHONE} 5"),
    ("4111 1111 1111 1111 12/26 123", f"{CARD} 12/26 123"),
    ("2026 4111 1111 1111 1111", f"2026 {CARD}"),
    ("4111111111111111 1226", f"{CARD} 1226"),
]
KEPT = """
does massage help me sleep
how much is a 60 minute massage, is it £68 or £94
is it 42, 68, 94 or 74 pounds
price 600 700 800
I paid £1,250.00 in 2023
are you open 09:00-19:00 on 24 December
open 0900-1730 and 1000-1600
it hurts since 01 02 2026 and 15 03 2026
0 1 2 3 4 5 6 7 8 9 10
5 10 15 20 25 30 35 40
01/02/2026 03/04/2026
open 0900 1730 1000 1600
open from 9 to 5, 7 days
I am 67 years old
16 or 18 years, 50th birthday voucher £100
is it a birthday present for 50 pounds
my blood pressure is 120/80
120/80 140/90 130/85
my pressure is 150 / 95 in the morning
heart rate 60 80 100 120 bpm
temperature 38.5 39.2 40.1
I had a knee operation in 2019
surgery in 2019, 2020, 2021 and 2022
operated 2019 2020 2021 2022
sessions in 2019-2020-2021-2022
surgery on 12/03/2019
12.03.2019 - 15.03.2019 hospital
from 2024-01-05 to 2024-02-10
booked for 12/03/2026 at 14:30
is the appointment on 01-02-2026 09:00
is 999 the emergency number
call 999 or 112
call 111 or 116 123
is 0800 1111 a helpline
your phone is +44 20 7946 0321?
is 020 7946 0321 your number
I rang 02079460321 and +44 (0)20 7946-0321
HELLO@willowlane.example is that right
30 45 60 90 minutes
can I call to book 30 45 60 90 minutes
2 x 60 minutes and 1 x 90
2 sessions @ 50
massage @ home for £80
I take 75 mg aspirin and 2000 mg metformin
my dose is 0.5 0.25 0.125 mg
10,000 steps a day, 120 kg, 180 cm
1,000,000 people, p=0.0001
platelets 150000 and 250000
L4/L5 and C5 C6 hernia, T12 L1 fracture 2018
vitamin b12 and d3 1000 iu
my HbA1c is 48 mmol/mol and 6.5 %
my baby is 6 weeks old, born by c-section
I gave birth on 3 May
pain 7/10 for 3 weeks, 8/10 today
5'11" and 100 kg
bus 25 73 390 476 stops
zip 10115 Berlin
SW1A 1AA postcode
meet at the clinic. Also parking
look at nhs.uk
the dot on my skin at night
""".strip().splitlines()
ORDINARY = [
    "does massage help me sleep better when I have had diabetes for years?",
    "I am 67, my pressure is 120/80 and I had surgery in 2019. Is a 60 minute massage for £68 safe for me?",
]


@pytest.mark.parametrize(("text", "read"), MASKED, ids=[text for text, _ in MASKED])
def test_personal_data_is_masked(text: str, read: str) -> None:
    assert masker().masked(text) == read


@pytest.mark.parametrize(("text", "read"), BESIDE, ids=[text for text, _ in BESIDE])
def test_a_number_beside_it_hides_no_personal_data(text: str, read: str) -> None:
    assert masker().masked(text) == read


@pytest.mark.parametrize("text", KEPT)
def test_what_is_not_personal_stays(text: str) -> None:
    assert masker().masked(text) == text


def test_the_tables_are_as_large_as_they_should_be() -> None:
    assert len(MASKED) >= 40 and len(KEPT) >= 40


@pytest.mark.parametrize(("text", "read"), MASKED[:12], ids=[text for text, _ in MASKED[:12]])
def test_masking_twice_changes_nothing(text: str, read: str) -> None:
    assert masker().masked(read) == read


def test_the_guard_of_every_channel_masks() -> None:
    assert admit("  call me on 07911\u200b 123456 ") == Accepted(f"call me on {PHONE}")


def test_a_masked_message_may_still_be_a_question() -> None:
    assert admit("I am ann@example.com, does massage help sleep?") == Accepted(f"I am {E_MAIL}, does massage help sleep?")


@pytest.mark.parametrize(
    "piece", ["0", "1 ", "1-", "(1", "+1", "4111 ", "GB29 ", "A1 ", "a@", "a@b.", "a.", "a at ", "dot ", "x at y dot ", "(at)", "born ", "number 1 "]
)
def test_no_text_of_full_length_takes_long(piece: str) -> None:
    text = (piece * 500)[:500]
    begun = time.perf_counter()
    masker().masked(text)
    assert time.perf_counter() - begun < 0.5


def clinic_with(country: str, phone: str) -> Clinic:
    clinic = load_clinic()
    return clinic.copy(update={"country": country, "contact": clinic.contact.copy(update={"phone": phone})})


def test_numbers_are_read_as_in_the_clinics_country() -> None:
    polish = Masker(clinic_with("PL", "+48 22 123 45 67"))
    assert polish.masked("zadzwoń 601 234 567") == f"zadzwoń {PHONE}"
    assert polish.masked("22 123 45 67 or 601 234 567") == f"22 123 45 67 or {PHONE}"
    assert masker().masked("order 601 234 567") == "order 601 234 567"


@pytest.mark.parametrize(("phone", "country"), [("+48 22 123 45 67", "PL"), ("+999 123 4567", "ZZ"), ("+1 555 0123", "ZZ")])
def test_where_the_country_is_not_listed_the_clinics_own_number_tells_it(phone: str, country: str) -> None:
    clinic = clinic_with("DEFAULT", phone)
    assert phone_country(clinic) == country
    assert Masker(clinic).masked(f"is {phone} yours? mine is +44 7911 123456") == f"is {phone} yours? mine is {PHONE}"


def test_no_mask_holds_a_digit() -> None:
    assert not [read for _, read in MASKED if re.search(r"\d", read)]
