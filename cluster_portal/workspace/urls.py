from django.urls import path

from cluster_portal.workspace.views import (
    about,
    colleagues,
    confirming,
    directory,
    editing,
    home,
    pictures,
    proposals,
)

app_name = "workspace"

OBJECT = "<portal_slug:slug>/about/<portal_slug:code>/<uuid:reference>/"
ROW = f"{OBJECT}<portal_slug:rows>/<portal_slug:row>/"

urlpatterns = [
    path("", home.first, name="first"),
    path("proposals/<uuid:uuid>/", proposals.proposal, name="proposal"),
    path("files/<uuid:uuid>/", proposals.proposed_file, name="file"),
    path("<portal_slug:slug>/", home.home, name="home"),
    path("<portal_slug:slug>/about/", about.about, name="about"),
    path("<portal_slug:slug>/about/<portal_slug:code>/", about.own_list, name="own_list"),
    path("<portal_slug:slug>/about/<portal_slug:code>/new/", editing.begin_new, name="begin_new"),
    path("<portal_slug:slug>/about/programme/<uuid:reference>/leave/", editing.leave, name="leave"),
    path(OBJECT, editing.object_page, name="object"),
    path(f"{OBJECT}<portal_slug:section>/", editing.edit_section, name="edit_section"),
    path(ROW, editing.edit_row, name="edit_row"),
    path(f"{ROW}remove/", editing.remove_row, name="remove_row"),
    path("<portal_slug:slug>/confirm/", confirming.confirm, name="confirm"),
    path("<portal_slug:slug>/pictures/", pictures.pictures, name="pictures"),
    path("<portal_slug:slug>/proposals/", proposals.proposal_list, name="proposals"),
    path("<portal_slug:slug>/colleagues/", colleagues.colleagues, name="colleagues"),
    path("<portal_slug:slug>/colleagues/<int:number>/end/", colleagues.colleague, {"do": "end"}, name="end"),
    path(
        "<portal_slug:slug>/colleagues/<int:number>/hand-over/",
        colleagues.colleague,
        {"do": "hand-over"},
        name="hand_over",
    ),
    path("<portal_slug:slug>/contacts/", directory.contacts, name="contacts"),
]
