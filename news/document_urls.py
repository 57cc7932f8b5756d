from django.urls import path

from news.views import documents

app_name = "documents"

urlpatterns = [
    path("", documents.document_list, name="document_list"),
    path("mine/", documents.own_documents, name="own_documents"),
    path("<portal_slug:slug>/file/", documents.document_file, name="file"),
]
