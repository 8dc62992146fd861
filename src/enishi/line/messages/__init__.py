"""Validation of the message objects that Enishi sends."""

from enishi.line.messages.check import MESSAGE_KINDS, check_messages
from enishi.line.messages.problems import Problem

__all__ = ["MESSAGE_KINDS", "Problem", "check_messages"]
