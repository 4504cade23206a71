from django.urls import path

from courses.views import catalogue, inbox, learning

app_name = "courses"
urlpatterns = [
    path("courses/", catalogue.course_list, name="course-list"),
    path("courses/<slug:code>/", catalogue.course_detail, name="course-detail"),
    path("courses/<slug:code>/join/", catalogue.enrolment_create, name="enrolment-create"),
    path("learn/", learning.enrolment_list, name="enrolment-list"),
    path("learn/<slug:code>/", learning.resume, name="resume"),
    path("learn/<slug:code>/<uuid:activity>/", learning.lesson_detail, name="lesson-detail"),
    path("learn/<slug:code>/<uuid:activity>/read/", learning.lesson_read, name="lesson-read"),
    path("played/<int:enrolment_id>/<uuid:activity>/statements/", inbox.xapi_inbox, name="xapi-inbox"),
    path("played/<int:enrolment_id>/<uuid:activity>/state/", inbox.h5p_state, name="h5p-state"),
]
