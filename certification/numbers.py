"""The number of a certificate: ``TKW-7Q4M-29X5``.

Seven characters drawn at random and one check character, from 31 that are not mistaken for one another (no 0 and O,
no 1, I and L). 31 is a prime, and the check character makes the sum of position × value (positions 1 to 8,
values 0 to 30) a multiple of 31. So every single wrong character and every exchange of two characters is caught:
either changes the sum by a product of two numbers smaller than 31, which 31 cannot divide. 31⁷ is 27 thousand
million, drawn by the operating system: a number cannot be guessed from another.
"""

import re
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX = "TKW"
DRAWN = 7


class Mistyped(ValueError):
    """This cannot be the number of any certificate: a character is wrong, missing or too many."""


def draw() -> str:
    """A new number."""
    return shown(with_check("".join(secrets.choice(ALPHABET) for _ in range(DRAWN))))


def with_check(drawn: str) -> str:
    total = sum(place * ALPHABET.index(c) for place, c in enumerate(drawn, start=1))
    # The last place weighs 8; its inverse modulo 31 is 4, for 8 × 4 = 32.
    return drawn + ALPHABET[-total * pow(DRAWN + 1, -1, len(ALPHABET)) % len(ALPHABET)]


def shown(characters: str) -> str:
    return f"{PREFIX}-{characters[:4]}-{characters[4:]}"


def read(typed: str) -> str:
    """The number somebody meant. Case, spaces, any dash, Arabic digits and a missing prefix are forgiven."""
    text = unicodedata.normalize("NFKC", typed[:60]).upper()
    text = re.sub(r"[^\w]|_", "", "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text))
    characters = text.removeprefix(PREFIX) if len(text) > DRAWN + 1 else text
    if len(characters) != DRAWN + 1 or any(c not in ALPHABET for c in characters):
        raise Mistyped(typed)
    if with_check(characters[:DRAWN]) != characters:
        raise Mistyped(typed)
    return shown(characters)
