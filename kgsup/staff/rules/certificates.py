"""What the number of a teacher's certificate says of it."""

from kgsup.staff.rules.people import CertificateKind

# Regulation §4.4: two digits of the year (four in later ones), six of the area, then the kind.
_KIND_AT = {15: 8, 17: 10}
KINDERGARTEN_KIND = "1"


def teacher_kind(number: str) -> CertificateKind | None:
    """The kind of teacher's certificate by its number of 15 or 17 digits; ``None`` for other numbers.

    The layout of 17 digits is from general knowledge: what follows from it is a warning, no refusal.
    """
    place = _KIND_AT.get(len(number))
    if place is None or not (number.isascii() and number.isdigit()):
        return None
    is_kindergarten = number[place] == KINDERGARTEN_KIND
    return (
        CertificateKind.KINDERGARTEN_TEACHER if is_kindergarten else CertificateKind.OTHER_TEACHER
    )
