from django.urls import path

from people.views import entry, home, own, staff, staff_files, told, work

app_name = "people"
urlpatterns = [
    path("home/", home.dashboard, name="dashboard"),
    path("activate/", entry.by_slip, name="activate"),
    path("activate/<str:token>/", entry.by_link, name="activation-link"),
    path("me/", own.profile, name="profile"),
    path("me/rights/", own.rights, name="rights"),
    path("me/rights/<slug:purpose>/", own.answer, name="consent-answer"),
    path("me/looks/", own.looks, name="looks"),
    path("me/data.json", own.data, name="data"),
    path("messages/", told.notice_list, name="notice-list"),
    path("me/messages/", told.notice_choices, name="notice-choices"),
    path("me/calendar/", told.calendar_address, name="calendar-address"),
    path("calendar/<str:secret>.ics", told.calendar_feed, name="calendar-feed"),
    path("staff/", staff.staff_list, name="staff-list"),
    path("staff/list.<str:kind>", staff.staff_export, name="staff-export"),
    path("staff/slips/", staff.slips, name="slips"),
    path("staff/slips/print/", staff.slips_print, name="slips-print"),
    path("staff/notices/print/", staff.notices_print, name="notices-print"),
    path("staff/import/", staff_files.hand_in, name="staff-file-new"),
    path("staff/import/model.csv", staff_files.model, name="staff-file-model"),
    path("staff/import/<uuid:pk>/", staff_files.staff_file, name="staff-file"),
    path("staff/import/<uuid:pk>/suggestion/", staff_files.take_suggestion, name="staff-file-suggestion"),
    path("staff/import/<uuid:pk>/start/", staff_files.start, name="staff-file-start"),
    path("staff/import/<uuid:pk>/drop/", staff_files.drop, name="staff-file-drop"),
    path("staff/import/<uuid:pk>/errors.csv", staff_files.errors, name="staff-file-errors"),
    path("staff/<uuid:public_id>/", staff.person, name="person"),
    path("staff/<uuid:public_id>/slip/", staff.slip_again, name="slip-again"),
    path("jobs/", work.job_list, name="job-list"),
    path("jobs/<uuid:pk>/", work.job, name="job"),
    path("jobs/<uuid:pk>/stop/", work.stop_job, name="job-stop"),
]
