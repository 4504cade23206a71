"""How far is my long work?"""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from people import jobs


@login_required
def job_list(request):
    page = Paginator(request.user.jobs.select_related("staff_file"), 20).get_page(request.GET.get("page"))
    return render(request, "people/job_list.html", {"page_obj": page})


@login_required
def job(request, pk):
    """The page, or its fragment when htmx asks; a job that ended leads on to its own page when it has one."""
    work = get_object_or_404(request.user.jobs.select_related("staff_file"), pk=pk)
    template = "people/_job.html" if request.htmx else "people/job.html"
    response = render(request, template, {"job": work})
    if request.htmx and work.is_over:
        response["HX-Refresh"] = "true"  # the page around it has more to say now
    return response


@login_required
@require_POST
def stop_job(request, pk):
    work = get_object_or_404(request.user.jobs, pk=pk)
    jobs.stop(work)
    return redirect("people:job", work.pk)
