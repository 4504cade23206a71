from django.urls import path

from competencies import views

app_name = "competencies"
urlpatterns = [
    path("passport/", views.passport, name="passport"),
    path("passport/declare/<str:code>/", views.declare, name="mark-declare"),
    path("passport/of/<uuid:public_id>/", views.passport_of, name="passport-of"),
    path("register/", views.register, name="register"),
    path("register/contacts/", views.contact_list, name="contact-list"),
    path("register/me/", views.listing, name="listing"),
    path("register/me/consent/", views.listing_consent, name="listing-consent"),
    path("register/me/requests/<uuid:pk>/answer/", views.contact_answer, name="contact-answer"),
    path("register/profile/<str:code>/", views.profile, name="profile"),
    path("register/profile/<str:code>/ask/", views.contact_ask, name="contact-ask"),
]
