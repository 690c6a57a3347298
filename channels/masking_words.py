"""Patterns of words around personal data: what stands before a number tells what it is."""

from __future__ import annotations

import re

_LINK = r"(?:[\s:=,.#-]*(?:number|num|no|nr|is|was|are|it'?s|on|at|the|my|back|to)\b)*[\s:=,.#-]*"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:\d{{1,2}}[./ -]\d{{1,2}}[./ -]\d{{2,4}}|\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}}"
    rf"|{_DAY}(?: of)?[ -]{_MONTH}[ ,-]{{1,2}}\d{{2,4}}|{_MONTH} {_DAY},? \d{{2,4}})"
)
_PROVIDER = r"(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|live|msn|aol|proton|protonmail|gmx|web)"
_TOP = r"[^\W\d_][\w-]+"
_AT = r"\s?(?:[(\[{]\s?at\s?[)\]}])\s?"
_DOT = r"\s?(?:\.|[(\[{]\s?dot\s?[)\]}]|\bdot\b)\s?"

# With a dot after the @, or a well-known provider without one; "at" and "dot" in words count where both do, or in brackets.
EMAIL = re.compile(
    rf"[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}} ?@ ?(?:[\w-]+(?:\.[\w-]+)*\.{_TOP}|{_PROVIDER}\b(?:{_DOT}\w{{2,}}\b)*|[\w-]+(?: ?\. ?{_TOP})+)"
    rf"|[\w.+-]{{1,64}}{_AT}[\w-]+(?:{_DOT}[\w-]{{2,}})+"
    r"|[\w.+-]{1,64}(?: dot [\w+-]+)* at [\w-]+(?: dot \w{2,})+",
    re.IGNORECASE,
)
_BORN = r"\b(?:born|d\.?o\.?b\b\.?|date of birth|birth ?da(?:te|y))"
BIRTH_CUE = re.compile(_BORN, re.IGNORECASE)
DATE_OF_BIRTH = re.compile(rf"{_BORN}{_LINK}({_DATE})\b", re.IGNORECASE)
CARD_CUE = re.compile(r"\b(?:card|visa|mastercard|amex|american express)\b[^.?!]{0,30}$", re.IGNORECASE)
SSN_CUE = rf"\b(?:ssn|social security){_LINK}"
PHONE_CUE = (
    r"\b(?:phone|mobile|mob|tel|telephone|cell|cellphone|whats\s?app|landline|number"
    rf"|(?:call|ring|text|phone|reach|contact|message)\s+(?:me|us|him|her|them|my \w+)){_LINK}"
)
