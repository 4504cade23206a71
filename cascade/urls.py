from django.urls import path

from cascade import views

app_name = "cascade"
urlpatterns = [
    path("sessions/", views.session_list, name="session-list"),
    path("sessions/plan/", views.session_plan, name="session-plan"),
    path("sessions/<int:pk>/", views.session_detail, name="session-detail"),
    path("sessions/<int:pk>/register/", views.session_register, name="session-register"),
    path("sessions/<int:pk>/withdraw/<int:registration>/", views.registration_withdraw, name="registration-withdraw"),
    path("sessions/<int:pk>/days/<int:day>/", views.attendance_take, name="attendance"),
    path("sessions/<int:pk>/close/", views.session_close, name="session-close"),
    path("sessions/<int:pk>/cancel/", views.session_cancel, name="session-cancel"),
    path("sessions/<int:pk>/sheet/", views.session_sheet, name="session-sheet"),
    path("cascade/", views.lineage, name="lineage"),
    path("cascade/charge/", views.lineage_of_charge, name="lineage-of-charge"),
]
