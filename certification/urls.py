from django.urls import path

from certification import views

app_name = "certification"
urlpatterns = [
    path("certificates/", views.certificate_list, name="certificate-list"),
    path("certificates/<str:number>.pdf", views.certificate_pdf, name="certificate-pdf"),
    path("certificates/requirements/<str:code>/", views.requirement_list, name="requirement-list"),
    path("v/", views.verification_page, name="verification"),
    path("v/<str:number>/", views.verification_page, name="certificate-verify"),
]
