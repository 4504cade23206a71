from django.urls import path

from courses.views import assignments, catalogue, enrolling, inbox, learning, study
from courses.views.path import path as learning_path
from courses.views.path import straight_to_exam

app_name = "courses"
urlpatterns = [
    path("courses/", catalogue.course_list, name="course-list"),
    path("courses/<slug:code>/", catalogue.course_detail, name="course-detail"),
    path("courses/<slug:code>/join/", catalogue.enrolment_create, name="enrolment-create"),
    path("courses/<slug:code>/leave/", catalogue.enrolment_leave, name="enrolment-leave"),
    path("courses/<slug:code>/exam/", straight_to_exam, name="straight-to-exam"),
    path("path/", learning_path, name="path"),
    path("staff/enrol/", enrolling.group_enrol, name="group-enrol"),
    path("staff/enrol/<uuid:pk>/", enrolling.group_job, name="group-job"),
    path("staff/enrolled/", enrolling.enrolled_list, name="enrolled-list"),
    path("staff/enrolled/<int:pk>/<str:act>/", enrolling.enrolled_act, name="enrolled-act"),
    path("staff/enrolment-rules/", enrolling.rule_list, name="rule-list"),
    path("staff/enrolment-rules/<int:pk>/end/", enrolling.rule_end, name="rule-end"),
    path("learn/", learning.enrolment_list, name="enrolment-list"),
    path("learn/<slug:code>/", learning.resume, name="resume"),
    path("learn/<slug:code>/<uuid:activity>/", learning.lesson_detail, name="lesson-detail"),
    path("learn/<slug:code>/<uuid:activity>/read/", learning.lesson_read, name="lesson-read"),
    path("learn/<slug:code>/assignments/<uuid:activity>/", assignments.assignment_detail, name="assignment-detail"),
    path("hand-ins/<int:pk>/file/", assignments.hand_in_file, name="hand-in-file"),
    path("marking/", assignments.marking_list, name="marking-list"),
    path("marking/<int:pk>/", assignments.marking, name="marking"),
    path("learn/<slug:code>/<uuid:activity>/note/", study.margin_write, name="margin-write"),
    path("learn/<slug:code>/<uuid:activity>/bookmark/", study.bookmark, name="bookmark"),
    path("learn/<slug:code>/<uuid:activity>/questions/", study.question_list, name="question-list"),
    path("notes/", study.margin_list, name="margin-list"),
    path("questions/", study.inbox, name="question-inbox"),
    path("questions/<int:pk>/", study.question, name="question"),
    path("questions/messages/<int:pk>/<slug:act>/", study.message_act, name="message-act"),
    path("played/<int:enrolment_id>/<uuid:activity>/statements/", inbox.xapi_inbox, name="xapi-inbox"),
    path("played/<int:enrolment_id>/<uuid:activity>/state/", inbox.h5p_state, name="h5p-state"),
]
