"""The rooms' addresses; a table of contents."""

urlpatterns = []
