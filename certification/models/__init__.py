from certification.models.awarded import Attendance, Certificate, CertificateStatement, PriorLearning, Scheme
from certification.models.ledger import EntryNote, LedgerEntry

__all__ = [
    "Attendance",
    "Certificate",
    "CertificateStatement",
    "EntryNote",
    "LedgerEntry",
    "PriorLearning",
    "Scheme",
]
