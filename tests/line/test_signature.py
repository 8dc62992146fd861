"""Signatures: LINE's own example, every small forgery, and two secrets while rotating."""

import base64

import pytest

from enishi.line.signature import is_signed, signature_of

# The example of LINE's documentation, "Verify webhook signature".
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_the_documented_example_is_signed() -> None:
    assert is_signed(BODY, SIGNATURE, [SECRET])
    assert is_signed(BODY, SIGNATURE.encode(), [SECRET])
    assert signature_of(BODY, SECRET) == SIGNATURE


def test_every_one_byte_change_of_the_body_is_rejected() -> None:
    for position in range(len(BODY)):
        for change in (0x01, 0x20, 0x80):
            forged = bytearray(BODY)
            forged[position] ^= change
            assert not is_signed(bytes(forged), SIGNATURE, [SECRET])


def test_every_one_character_change_of_the_signature_is_rejected() -> None:
    for position, character in enumerate(SIGNATURE):
        replacement = "A" if character != "A" else "B"
        assert not is_signed(BODY, SIGNATURE[:position] + replacement + SIGNATURE[position + 1 :], [SECRET])


def test_another_spelling_of_the_same_digest_is_rejected() -> None:
    digest = base64.b64decode(SIGNATURE)
    for spelling in (digest.hex(), base64.urlsafe_b64encode(digest).decode(), SIGNATURE.rstrip("="), digest):
        if spelling != SIGNATURE:
            assert not is_signed(BODY, spelling, [SECRET])


@pytest.mark.parametrize("signature", [None, "", b"", "署名", "\ud800", "a" * 100_000])
def test_a_missing_or_strange_signature_is_rejected(signature: str | bytes | None) -> None:
    assert not is_signed(BODY, signature, [SECRET])


def test_old_and_new_secret_both_count_while_rotating() -> None:
    old, new = "0" * 32, "f" * 32
    assert is_signed(BODY, signature_of(BODY, old), [new, old])
    assert is_signed(BODY, signature_of(BODY, new), [new, old])
    assert not is_signed(BODY, signature_of(BODY, old), [new])


def test_a_channel_without_a_secret_accepts_nothing() -> None:
    assert not is_signed(BODY, signature_of(BODY, ""), [""])
    assert not is_signed(BODY, SIGNATURE, [])


def test_the_same_json_with_other_whitespace_is_rejected() -> None:
    assert not is_signed(BODY.replace(b",", b", "), SIGNATURE, [SECRET])
