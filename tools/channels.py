"""Shows which messaging channels are on, their webhooks' addresses, and whether the platform would accept them.

    python -m tools.channels [--register telegram] [--offline]

It reads the same variables as the assistant and shows no secret. Exit code 1: something that is on, or half set, would not work.
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from typing import Mapping, Sequence

from channels.messaging.settings import CHANNELS, NEEDS, PUBLIC_URL, HalfSet, Settings, settings_of, webhook_path
from tools.platform_checks import REGISTER_TELEGRAM, findings, register_telegram
from tools.platform_rules import Finding, address_of

NAMES = {"telegram": "Telegram", "whatsapp": "WhatsApp", "sms": "SMS", "messenger": "Messenger", "slack": "Slack"}
# Where the platform is told the webhook's address. The consoles' menus change their names now and then.
WHERE = {
    "telegram": f"with `{REGISTER_TELEGRAM}`",
    "whatsapp": "in Twilio's console: Messaging, Senders, WhatsApp senders, your number, webhook for incoming messages (POST)",
    "sms": "in Twilio's console: Phone Numbers, Manage, Active numbers, your number, Messaging, A message comes in (Webhook, HTTP POST)",
    "messenger": "in Meta's app dashboard: Messenger, Messenger API settings, Configure webhooks, Callback URL",
    "slack": "at api.slack.com/apps, your app: Event Subscriptions and Interactivity & Shortcuts, Request URL (both the same)",
}
MARKS = {"yes": "yes", "no": "NO", "unknown": "?", "note": "-"}
WIDTH = 110


def main(arguments: Sequence[str] | None = None, variables: Mapping[str, str] = os.environ) -> int:
    """Show all channels; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.channels", description="Which messaging channels are on.")
    parser.add_argument("--register", choices=CHANNELS, help="tell this platform where to post")
    parser.add_argument("--offline", action="store_true", help="do not ask the platforms")
    options = parser.parse_args(arguments)
    if options.offline and options.register:
        parser.error("--register asks the platform, so it cannot be --offline")
    fine = register(options.register, variables) if options.register else True
    return 0 if all([show(channel, variables, options.offline) for channel in CHANNELS]) and fine else 1


def register(channel: str, variables: Mapping[str, str]) -> bool:
    """Tell a platform where to post, or say where that is done; whether the platform knows now."""
    if channel != "telegram":
        print(f"{NAMES[channel]} is told where to post {WHERE[channel]}.\n")
        return False
    try:
        settings = settings_of(channel, variables)
    except HalfSet as error:
        print(f"{error}\n")
        return False
    finding = register_telegram(settings) if settings else Finding("no", _how_to_turn_on(channel))
    _show_finding(finding)
    print()
    return finding.verdict == "yes"


def show(channel: str, variables: Mapping[str, str], offline: bool) -> bool:
    """Show one channel; False if it is on, or half set, and would not work."""
    try:
        settings = settings_of(channel, variables)
    except HalfSet as error:
        print(f"{NAMES[channel]}: half set")
        _show_finding(Finding("no", str(error)))
        return False
    if settings is None:
        print(f"{NAMES[channel]}: {_how_to_turn_on(channel)}")
        return True
    return _show_what_is_on(settings, offline)


def _show_what_is_on(settings: Settings, offline: bool) -> bool:
    print(f"{NAMES[settings.channel]}: on")
    print(f"       webhook: {address_of(settings) or f'set {PUBLIC_URL}; then {webhook_path(settings.channel)} behind it'}")
    print(f"       set it {WHERE[settings.channel]}")
    found = findings(settings, offline)
    for finding in found:
        _show_finding(finding)
    return all(finding.verdict != "no" for finding in found)


def _how_to_turn_on(channel: str) -> str:
    return f"off. To turn it on, set {', '.join(NEEDS[channel])} (docs/channels/{channel}.md)"


def _show_finding(finding: Finding) -> None:
    wrapper = textwrap.TextWrapper(WIDTH, f"  {MARKS[finding.verdict]:<5}", " " * 7, break_on_hyphens=False, break_long_words=False)
    print(wrapper.fill(finding.text))


if __name__ == "__main__":
    sys.exit(main())
