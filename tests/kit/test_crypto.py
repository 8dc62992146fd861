"""Secrets at rest: readable with the right key for the right purpose, and with nothing else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from enishi.kit.crypto import CannotOpen, keyed_hash, seal, unseal

SECRET = "0123456789abcdef0123456789abcdef"


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_what_was_sealed_can_be_opened(plain: str) -> None:
    assert unseal(seal(plain, "line.channel"), "line.channel") == plain


def test_an_empty_value_stays_empty_so_that_not_set_needs_no_key() -> None:
    assert seal("", "line.channel") == ""
    assert unseal("", "line.channel") == ""


def test_the_same_secret_never_looks_the_same_twice() -> None:
    first, second = seal(SECRET, "line.channel"), seal(SECRET, "line.channel")
    assert first != second
    assert SECRET not in first


def test_a_value_sealed_for_one_purpose_cannot_be_opened_for_another() -> None:
    with pytest.raises(CannotOpen):
        unseal(seal(SECRET, "line.channel"), "api.key")


def test_a_sealed_value_that_was_altered_cannot_be_opened() -> None:
    version, key_id, body = seal(SECRET, "line.channel").split(".")
    raw = bytearray(base64.urlsafe_b64decode(body))
    for position in range(len(raw)):
        altered = bytes(raw[:position]) + bytes([raw[position] ^ 1]) + bytes(raw[position + 1 :])
        sealed = f"{version}.{key_id}.{base64.urlsafe_b64encode(altered).decode()}"
        with pytest.raises(CannotOpen):
            unseal(sealed, "line.channel")


@given(st.text(max_size=60))
def test_whatever_is_no_sealed_value_is_refused_in_one_way(text: str) -> None:
    sealed = seal(SECRET, "line.channel")
    prefix = sealed.rpartition(".")[0]
    for candidate in (text, f"{prefix}.{text}", f"v1.{text}"):
        if candidate and candidate != sealed:
            with pytest.raises(CannotOpen):
                unseal(candidate, "line.channel")


def test_an_old_key_still_opens_while_the_new_one_seals(settings: Settings) -> None:
    settings.ENISHI_SECRET_KEYS = ["the-old-key-0123456789"]
    old = seal(SECRET, "line.channel")
    settings.ENISHI_SECRET_KEYS = ["the-new-key-0123456789", "the-old-key-0123456789"]
    new = seal(SECRET, "line.channel")
    assert unseal(old, "line.channel") == unseal(new, "line.channel") == SECRET
    settings.ENISHI_SECRET_KEYS = ["the-new-key-0123456789"]
    assert unseal(new, "line.channel") == SECRET
    with pytest.raises(CannotOpen):
        unseal(old, "line.channel")


def test_a_keyed_hash_depends_on_key_purpose_and_value_and_survives_a_new_key(
    settings: Settings,
) -> None:
    settings.ENISHI_SECRET_KEYS = ["the-old-key-0123456789"]
    before = keyed_hash("ek_1", "api.key")
    assert before != keyed_hash("ek_2", "api.key")
    assert before != keyed_hash("ek_1", "session")
    settings.ENISHI_SECRET_KEYS = ["the-new-key-0123456789", "the-old-key-0123456789"]
    assert keyed_hash("ek_1", "api.key") == before
    settings.ENISHI_SECRET_KEYS = ["another-key-0123456789"]
    assert keyed_hash("ek_1", "api.key") != before
