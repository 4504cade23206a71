from django.urls import path

from cms import views

app_name = "cms"
urlpatterns = [
    path("theme/", views.theme_choose, name="theme-choose"),
    path("look/", views.look, name="look"),
]
