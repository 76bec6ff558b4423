"""Where static files come from that are not ours: Bootstrap's stylesheet, out of its wheel."""

from bootstrap_wrapper import get_bootstrap_dir
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class BootstrapFinder(BaseFinder):
    """Two of the wheel's sixty files, so that collecting stays quick.

    The map is there because the stylesheet names it, and the manifest demands what is named.
    """

    FILES = ("css/bootstrap.min.css", "css/bootstrap.min.css.map")

    def __init__(self, *args, **kwargs):
        self.storage = FileSystemStorage(location=get_bootstrap_dir())
        self.storage.prefix = "bootstrap"

    def list(self, ignore_patterns):
        return ((name, self.storage) for name in self.FILES)

    def find(self, path, find_all=False):
        name = path.removeprefix("bootstrap/")
        if name == path or name not in self.FILES:
            return []
        found = self.storage.path(name)
        return [found] if find_all else found
