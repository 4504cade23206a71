"""Our own API: one router per app that has something to say to machines. Described at /api/openapi.json."""

from ninja import NinjaAPI

from certification.api import router as certificates
from competencies.api import router as register
from courses.api import router as courses

api = NinjaAPI(title="Takwin", version="1", docs_url=None, urls_namespace="api")
api.add_router("", certificates)
api.add_router("", courses)
api.add_router("/register", register)
