"""What awaits me today?"""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from people.registry import dashboard_panels


@login_required
def dashboard(request):
    panels = [panel for make in dashboard_panels if (panel := make(request)) is not None]
    return render(
        request,
        "people/dashboard.html",
        {"main_panels": [p for p in panels if not p.side], "side_panels": [p for p in panels if p.side]},
    )
