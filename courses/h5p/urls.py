"""Outside the languages: an address is the same whoever reads."""

from django.urls import path

from courses.h5p import views

app_name = "h5p"
urlpatterns = [
    path("<str:token>/frame/", views.frame, name="frame"),
    path("<str:token>/content/<path:path>", views.content_file, name="content-file"),
    path("<str:token>/libraries/<str:name>/<path:path>", views.library_file, name="library-file"),
]
