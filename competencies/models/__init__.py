from competencies.models.evidence import Mark
from competencies.models.framework import Competency, CompetencyLevel, Domain, DomainIndicator, Level, Requirement
from competencies.models.register import ContactRequest, Listing

__all__ = [
    "Competency",
    "CompetencyLevel",
    "ContactRequest",
    "Domain",
    "DomainIndicator",
    "Level",
    "Listing",
    "Mark",
    "Requirement",
]
