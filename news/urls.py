from django.urls import path

from news.views import articles

app_name = "news"

urlpatterns = [
    path("", articles.article_list, name="article_list"),
    path("feed/", articles.feed, name="feed"),
    path("feed/member/<portal_slug:slug>/", articles.member_feed, name="member_feed"),
    path("feed/topic/<portal_slug:slug>/", articles.topic_feed, name="topic_feed"),
    path("<portal_slug:slug>/", articles.article_detail, name="article_detail"),
]
