"""WhatsApp and text messages: Twilio's signature over the public address, the carriers' words, our number's answers."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from channels.messaging.messages import Incoming, Outgoing
from channels.messaging.platform import Forged, NoUpdate, Unsigned
from channels.twilio import Sms, Twilio, WhatsApp
from tests.unit.platform_settings import VARIABLES, settings

ANN = "+447700900123"


@pytest.fixture
def sms() -> Sms:
    return Sms(settings("sms"))


@pytest.fixture
def whatsapp() -> WhatsApp:
    return WhatsApp(settings("whatsapp"))


def form(body: str = "does it hurt?", sender: str = ANN, **fields: str) -> dict[str, str]:
    return {"MessageSid": "SM1", "From": sender, "To": VARIABLES["CLINIC_SMS_NUMBER"], "Body": body, "NumMedia": "0", **fields}


def signed(fields: dict[str, str], url: str = "https://chat.clinic.example/webhooks/sms/webhook", token: str = "the-auth-token") -> dict[str, str]:
    return {"x-twilio-signature": RequestValidator(token).compute_signature(url, fields)}


def read(platform: Twilio, fields: dict[str, str]) -> list[Incoming]:
    return list(platform.read(urlencode(fields).encode(), {}))


def test_the_signature_is_over_the_public_address(sms: Sms) -> None:
    sms.check(signed(form()), urlencode(form()).encode())


@pytest.mark.parametrize(
    "headers",
    [
        signed(form(), url="http://127.0.0.1:5005/webhooks/sms/webhook"),
        signed(form(), token="another-token"),
        signed(form("something else")),
        {"x-twilio-signature": "forged"},
        {"x-twilio-signature": "ümläut"},
        {"x-twilio-signature": "\udce9"},
    ],
)
def test_another_signature_is_refused(sms: Sms, headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        sms.check(headers, urlencode(form()).encode())


def test_a_signature_is_needed(sms: Sms) -> None:
    with pytest.raises(Unsigned):
        sms.check({}, urlencode(form()).encode())


def test_a_message_is_a_text(sms: Sms, whatsapp: WhatsApp) -> None:
    assert read(sms, form()) == [Incoming("SM1", ANN, "text", "does it hurt?")]
    assert read(whatsapp, form(sender=f"whatsapp:{ANN}")) == [Incoming("SM1", f"whatsapp:{ANN}", "text", "does it hurt?")]


def test_a_picture_alone_is_declined_and_a_picture_with_words_is_read(sms: Sms) -> None:
    assert read(sms, form("", NumMedia="1", MediaUrl0="https://clinic.example/1"))[0].kind == "no_text"
    assert read(sms, form("is this ok?", NumMedia="1"))[0].text == "is this ok?"


def test_a_button_that_tells_its_words_alone_is_read(whatsapp: WhatsApp) -> None:
    pressed = form("", sender=f"whatsapp:{ANN}", ButtonText="Is it safe for me?", ButtonPayload="safe")
    assert read(whatsapp, pressed) == [Incoming("SM1", f"whatsapp:{ANN}", "text", "Is it safe for me?")]


@pytest.mark.parametrize(("word", "kind"), [("STOP", "stop"), (" unsubscribe ", "stop"), ("Quit", "stop"), ("START", "start"), ("HELP", "help"), ("info", "help")])
def test_the_carriers_words_are_heard(sms: Sms, word: str, kind: str) -> None:
    assert read(sms, form(word))[0].kind == kind


@pytest.mark.parametrize("words", ["cancel my visit", "please stop the pain", "help me sleep"])
def test_the_same_words_in_a_sentence_are_a_question(sms: Sms, words: str) -> None:
    assert read(sms, form(words))[0] == Incoming("SM1", ANN, "text", words)


@pytest.mark.parametrize("word", ["help", "cancel", "info"])
def test_on_whatsapp_where_no_carrier_listens_help_and_cancel_are_questions(whatsapp: WhatsApp, word: str) -> None:
    assert read(whatsapp, form(word, f"whatsapp:{ANN}"))[0].kind == "text"


def test_what_the_carrier_has_answered_is_not_answered_twice(sms: Sms) -> None:
    assert read(sms, form("HELP", OptOutType="HELP")) == [Incoming("SM1", ANN, "help", "told")]
    assert read(sms, form("STOP")) == [Incoming("SM1", ANN, "stop", "told")]
    assert read(sms, form("HELP")) == [Incoming("SM1", ANN, "help")]


@pytest.mark.parametrize("fields", [form(MessageStatus="delivered"), form(SmsStatus="sent"), form(sender="88444"), form(sender="messenger:1")])
def test_reports_and_senders_that_are_no_persons_are_left_alone(sms: Sms, fields: dict[str, str]) -> None:
    assert read(sms, fields) == []


@pytest.mark.parametrize("body", [b"", b"{}", b"[1, 2]", b"\xff\xfe", b"Body=hello"])
def test_what_is_no_message_is_refused(sms: Sms, body: bytes) -> None:
    with pytest.raises(NoUpdate):
        sms.read(body, {})


def test_an_answer_is_plain_text_from_our_number(sms: Sms, whatsapp: WhatsApp) -> None:
    text = sms.post(Outgoing("a" * 16, ANN, "**Yes**, [call](tel:+442079460321)."))
    assert text.form == {"From": VARIABLES["CLINIC_SMS_NUMBER"], "To": ANN, "Body": "Yes, call (+442079460321)."}
    chat = whatsapp.post(Outgoing("a" * 16, f"whatsapp:{ANN}", "**Yes**."))
    assert chat.form == {"From": f"whatsapp:{VARIABLES['CLINIC_WHATSAPP_NUMBER']}", "To": f"whatsapp:{ANN}", "Body": "*Yes*."}


@pytest.mark.parametrize(("code", "problem"), [(21610, "opted_out"), (63016, "window"), (21211, "refused")])
def test_twilios_codes_say_why_a_message_was_refused(sms: Sms, code: int, problem: str) -> None:
    outcome = sms.outcome(400, {}, b'{"code": %d, "status": 400}' % code)
    assert (outcome.state, outcome.problem) == ("refused", problem)


def test_staff_see_a_numbers_country_and_its_end(sms: Sms, whatsapp: WhatsApp) -> None:
    assert sms.shown(ANN) == whatsapp.shown(f"whatsapp:{ANN}") == "+44 … 123"


def test_twilio_gets_an_empty_answer_in_its_own_language(sms: Sms) -> None:
    answer = sms.received(b"")
    assert (answer.status, answer.content_type, b"<Response/>" in (answer.body or b"")) == (200, "text/xml", True)
