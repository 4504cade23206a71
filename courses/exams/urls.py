from django.urls import path

from courses.exams import views

app_name = "exams"

urlpatterns = [
    path("exams/<uuid:blueprint>/", views.intro, name="intro"),
    path("exams/<uuid:blueprint>/begin/", views.begin, name="begin"),
    path("sittings/<uuid:sitting>/<int:n>/", views.question, name="question"),
    path("sittings/<uuid:sitting>/paper/", views.paper, name="paper"),
    path("sittings/<uuid:sitting>/clock/", views.clock, name="clock"),
    path("sittings/<uuid:sitting>/review/", views.review, name="review"),
    path("sittings/<uuid:sitting>/hand-in/", views.hand_in, name="hand-in"),
    path("sittings/<uuid:sitting>/result/", views.result, name="result"),
]
