"""The register for other programmes of an association: the same rule as the page, and as few names (none)."""

from datetime import date

from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.security import django_auth

from competencies.forms import SearchForm
from competencies.search import MayNotSearch, Results, search
from people.access import looked

router = Router(tags=["register"], auth=django_auth)


class LineOut(Schema):
    competency: str
    level: int | None
    kind: str | None
    until: date | None
    counts: bool
    points: float


class HitOut(Schema):
    profile: str
    job: str
    region: str
    institution_type: str
    points: float
    lines: list[LineOut]


class SearchOut(Schema):
    competencies: list[list[str]]
    unknown: list[str]
    total: int
    pages: int
    hits: list[HitOut]
    facets: dict[str, dict[str, int]]


@router.get("/search", response=SearchOut, url_name="register-search")
def search_register(request):
    """Parameters as on the page: q, c, level, proof, region, province, type, expired, page."""
    query = SearchForm(request.GET).query()
    try:
        results = search(query, viewer=request.user, on=timezone.localdate())
    except MayNotSearch as refused:
        raise HttpError(403, "The register is for HR officers and the Centre.") from refused
    if results.asked:
        looked(request.user, None, "register.search", purpose=str(query))
    return _out(results)


def _out(results: Results) -> SearchOut:
    return SearchOut(
        competencies=[[c.code for c in asked.competencies] for asked in results.asked],
        unknown=list(results.unknown),
        total=results.total,
        pages=results.pages,
        hits=[_hit(hit) for hit in results.hits],
        facets={name: {str(value): n for value, n in counts.items()} for name, counts in results.facets.items()},
    )


def _hit(hit) -> HitOut:
    lines = [
        LineOut(
            competency=line.competency.code,
            level=line.proof and line.proof.level,
            kind=line.proof and line.proof.kind,
            until=line.proof and line.proof.until,
            counts=line.counts,
            points=line.points,
        )
        for line in hit.lines
    ]
    return HitOut(
        profile=hit.listing.code,
        job=hit.profile_name,
        region=hit.region_name,
        institution_type=hit.institution_type,
        points=hit.points,
        lines=lines,
    )
