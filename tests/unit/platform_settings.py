"""Settings of each messaging channel, as a clinic would set them."""

from __future__ import annotations

from channels.messaging.settings import Settings, settings_of

VARIABLES = {
    "CLINIC_PUBLIC_URL": "https://chat.clinic.example",
    "CLINIC_TELEGRAM_TOKEN": "123456:ABC-DEF",
    "CLINIC_TELEGRAM_SECRET": "a_secret-of-the-webhook",
    "CLINIC_TWILIO_ACCOUNT": "AC00000000000000000000000000000000",
    "CLINIC_TWILIO_TOKEN": "the-auth-token",
    "CLINIC_WHATSAPP_NUMBER": "+447700900001",
    "CLINIC_SMS_NUMBER": "+447700900002",
    "CLINIC_MESSENGER_TOKEN": "a-page-token",
    "CLINIC_MESSENGER_APP_SECRET": "an-app-secret",
    "CLINIC_MESSENGER_VERIFY": "a-word-of-our-own",
    "CLINIC_SLACK_TOKEN": "xoxb-a-bot-token",
    "CLINIC_SLACK_SIGNING_SECRET": "a-signing-secret",
}


def settings(channel: str) -> Settings:
    found = settings_of(channel, VARIABLES)
    assert found
    return found
