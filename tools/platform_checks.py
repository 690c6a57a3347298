"""Whether each messaging platform takes the clinic's token and posts to its webhook: the platform's own word."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from channels.messaging.settings import META_VERSION, Settings
from tools.far_platforms import NoAnswer, Said, ask, shown
from tools.platform_rules import Finding, address_of, local_findings, value_problems

UPDATES = ("message", "edited_message", "callback_query")
# Telegram remembers its last trouble for ever; older than this it is history.
SECONDS_OF_RECENT_TROUBLE = 3600
OK = 200
SLACK_SCOPES = ("chat:write", "im:history", "app_mentions:read")
REGISTER_TELEGRAM = "make channels REGISTER=telegram"


def findings(settings: Settings, offline: bool = False) -> list[Finding]:
    """All that there is to say about a channel that is on.

    :param offline: do not ask the platform.
    """
    local = local_findings(settings)
    # A value of a wrong form is not sent anywhere: it may be something else that was meant to stay here.
    if offline or any(value_problems(settings)):
        return [*local, Finding("note", "the platform was not asked")]
    try:
        return [*local, *_CHECKS[settings.channel](settings)]
    except NoAnswer as error:
        return [*local, Finding("unknown", str(error))]


def register_telegram(settings: Settings) -> Finding:
    """Tell Telegram where to post, and by which secret we shall know it."""
    problem = next((finding for finding in local_findings(settings) if finding.verdict != "yes"), None)
    if problem:
        return Finding("no", f"Telegram was not told anything: {problem.text}")
    wish = {
        "url": address_of(settings),
        "secret_token": settings["CLINIC_TELEGRAM_SECRET"],
        "allowed_updates": UPDATES,
        "drop_pending_updates": False,
    }
    try:
        said = ask(settings, _telegram(settings, "setWebhook"), body=wish)
    except NoAnswer as error:
        return Finding("no", f"Telegram was not told anything: {error}")
    if said.fields.get("ok") is True:
        return Finding("yes", f"Telegram posts to {address_of(settings)} from now on")
    return Finding("no", f"Telegram refused: {shown(said.text('description'), settings)}")


def _ask_telegram(settings: Settings) -> Iterator[Finding]:
    bot = ask(settings, _telegram(settings, "getMe"))
    if bot.fields.get("ok") is not True:
        yield Finding("no", f"Telegram does not take CLINIC_TELEGRAM_TOKEN: {shown(bot.text('description'), settings)}")
        return
    yield Finding("yes", f"the token is that of @{shown(bot.text('result', 'username'), settings)}")
    yield from _telegrams_webhook(settings, ask(settings, _telegram(settings, "getWebhookInfo")))


def _telegrams_webhook(settings: Settings, said: Said) -> Iterator[Finding]:
    url, wanted = said.text("result", "url"), address_of(settings)
    if not url:
        yield Finding("no", f"Telegram has not been told where to post: `{REGISTER_TELEGRAM}`")
    elif not wanted:
        yield Finding("note", "Telegram posts somewhere already")
    elif url != wanted:
        host = shown(urlsplit(url).hostname or "", settings)  # the rest of an address can be a secret of its own
        yield Finding("no", f"Telegram posts to another address, at {host}: `{REGISTER_TELEGRAM}`")
    else:
        yield Finding("yes", "Telegram posts to this address")
    updates = said.names("result", "allowed_updates")
    if url and updates and not {"message", "callback_query"} <= updates:
        yield Finding("no", f"Telegram was told to keep messages or pressed buttons to itself: `{REGISTER_TELEGRAM}`")
    yield from _telegrams_trouble(settings, said)


def _telegrams_trouble(settings: Settings, said: Said) -> Iterator[Finding]:
    waiting, since = said.whole("result", "pending_update_count"), said.whole("result", "last_error_date")
    if not since:
        return
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(since))
    text = f"Telegram could not post at {when}: {shown(said.text('result', 'last_error_message'), settings)}"
    if time.time() - since < SECONDS_OF_RECENT_TROUBLE or waiting:
        yield Finding("no", f"{text} ({waiting} waiting)")
    else:
        yield Finding("note", f"{text}; nothing has waited since")


def _ask_twilio(settings: Settings) -> Iterator[Finding]:
    account, token = settings["CLINIC_TWILIO_ACCOUNT"], settings["CLINIC_TWILIO_TOKEN"]
    basic = base64.b64encode(f"{account}:{token}".encode()).decode()
    said = ask(settings, f"/2010-04-01/Accounts/{account}.json", {"Authorization": f"Basic {basic}"})
    status, kind = said.text("status"), said.text("type")
    if said.status != OK:
        reason = shown(said.text("message"), settings)
        yield Finding("no", f"Twilio does not take CLINIC_TWILIO_ACCOUNT and CLINIC_TWILIO_TOKEN: {reason}")
    elif status != "active":
        yield Finding("no", f"Twilio says that the account is {shown(status, settings)}")
    else:
        yield Finding("yes", f"Twilio takes the account ({shown(said.text('friendly_name'), settings)})")
        if kind == "Trial":
            yield Finding("note", "it is a trial account: it writes to numbers that you have verified, and adds a line to each message")


def _ask_messenger(settings: Settings) -> Iterator[Finding]:
    token, secret = settings["CLINIC_MESSENGER_TOKEN"], settings["CLINIC_MESSENGER_APP_SECRET"]
    # By this Meta tells us whether token and app secret belong together; a wrong one would refuse every message.
    proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    said = ask(settings, f"/{META_VERSION}/me?appsecret_proof={proof}", {"Authorization": f"Bearer {token}"})
    reason = said.text("error", "message")
    if said.status == OK and "error" not in said.fields:
        yield Finding("yes", f"the token is that of the page {shown(said.text('name'), settings)}, and the app secret belongs to it")
    elif "appsecret_proof" in reason:
        yield Finding("no", "Meta says that CLINIC_MESSENGER_APP_SECRET is not that of the app which made CLINIC_MESSENGER_TOKEN")
    else:
        yield Finding("no", f"Meta does not take CLINIC_MESSENGER_TOKEN: {shown(reason, settings)}")


def _ask_slack(settings: Settings) -> Iterator[Finding]:
    said = ask(settings, "/api/auth.test", {"Authorization": f"Bearer {settings['CLINIC_SLACK_TOKEN']}"}, {})
    if said.fields.get("ok") is not True:
        yield Finding("no", f"Slack does not take CLINIC_SLACK_TOKEN: {shown(said.text('error'), settings)}")
        return
    yield Finding("yes", f"the token is that of {shown(said.text('user'), settings)} in {shown(said.text('team'), settings)}")
    scopes = {scope.strip() for scope in said.headers.get("x-oauth-scopes", "").split(",")} - {""}
    missing = [scope for scope in SLACK_SCOPES if scopes and scope not in scopes]
    if missing:
        yield Finding("no", f"the app lacks the scopes {', '.join(missing)}: add them under OAuth & Permissions and install it again")


def _telegram(settings: Settings, method: str) -> str:
    return f"/bot{settings['CLINIC_TELEGRAM_TOKEN']}/{method}"


_CHECKS: Mapping[str, Callable[[Settings], Iterator[Finding]]] = {
    "telegram": _ask_telegram,
    "whatsapp": _ask_twilio,
    "sms": _ask_twilio,
    "messenger": _ask_messenger,
    "slack": _ask_slack,
}
