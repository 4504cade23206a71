from people.models.conduct import (
    AccessLog,
    Consent,
    Fact,
    FactDelivery,
    Job,
    Notice,
    PolicyValue,
    ReferenceRecord,
    StaffFile,
)
from people.models.person import ActivationCode, Charge, Post, User
from people.models.places import Branch, Institution, InstitutionName, JobProfile, Sector, Territory

__all__ = [
    "AccessLog",
    "ActivationCode",
    "Branch",
    "Charge",
    "Consent",
    "Fact",
    "FactDelivery",
    "Institution",
    "InstitutionName",
    "Job",
    "JobProfile",
    "Notice",
    "PolicyValue",
    "Post",
    "ReferenceRecord",
    "Sector",
    "StaffFile",
    "Territory",
    "User",
]
