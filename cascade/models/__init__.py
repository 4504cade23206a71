from cascade.models.accreditation import Accreditation, AccreditationMove
from cascade.models.session import Presence, Registration, Session, SessionDay

__all__ = ["Accreditation", "AccreditationMove", "Presence", "Registration", "Session", "SessionDay"]
