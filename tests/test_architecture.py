"""Imports point down: a package may use what lies below it, never what lies above or beside it."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("cluster_portal", "members", "programmes", "news")
LAYERS = {
    "cluster_portal.core": 0,
    "cluster_portal.mail": 1,
    "cluster_portal.accounts": 2,
    "cluster_portal.network": 2,
    "cluster_portal.pages": 2,
    "cluster_portal.pictures": 2,
    "cluster_portal.review": 2,
    "members": 3,
    "programmes": 4,
    "news": 5,
    "cluster_portal": 6,
}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}


def package_of(module):
    """Return the package of LAYERS that a module belongs to: the longest name that it lies in, None for others'."""
    names = [name for name in LAYERS if f"{module}.".startswith(f"{name}.")]
    return max(names, key=len, default=None)


def imports(module, source, *, is_package=False):
    """Yield (line, full name) for each module of ours that a source imports: inline and relative ones too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if package_of(alias.name))
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                above = parts[: len(parts) - node.level + (1 if is_package else 0)]
                base = ".".join([*above, *([base] if base else [])])
            if package_of(base):
                # "from package import module" imports the module, "from module import name" the module that has it.
                yield from (
                    (node.lineno, f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base)
                    for alias in node.names
                )


def violations(module, source, *, is_package=False):
    """Return a line for each import of a source that does not point down."""
    own = package_of(module)
    found = []
    for line, name in imports(module, source, is_package=is_package):
        other = package_of(name)
        if other != own and LAYERS[other] >= LAYERS[own]:
            found.append(f"{module}:{line} imports {name}: {own} lies no higher than {other}")
    return found


def test_every_import_points_down():
    found = []
    for module, path in MODULES.items():
        found += violations(module, path.read_text(encoding="utf-8"), is_package=path.name == "__init__.py")
    assert found == []


def test_core_imports_no_app_of_ours():
    found = []
    for module, path in MODULES.items():
        if package_of(module) == "cluster_portal.core":
            names = imports(module, path.read_text(encoding="utf-8"), is_package=path.name == "__init__.py")
            found += [
                f"{module}:{line} imports {name}" for line, name in names if package_of(name) != "cluster_portal.core"
            ]
    assert found == []


@pytest.mark.parametrize(
    ("module", "source", "count"),
    [
        ("members.views", "from cluster_portal.core.languages import text_of", 0),
        ("members.views", "from members.models import University", 0),
        ("members.views", "import programmes.models", 1),
        ("members.views", "def view():\n    from news import models", 1),
        ("members.views", "if TYPE_CHECKING:\n    from cluster_portal import views", 1),
        ("members.models.university", "from ..views import university_list", 0),
        ("cluster_portal.network.models", "from ..accounts.models import User", 1),
        ("cluster_portal.network.models", "from .. import urls", 1),
        ("cluster_portal.network", "from . import models", 0),
        ("cluster_portal.core.slugs", "from cluster_portal.network.models import Network", 1),
        ("cluster_portal.views", "from news.apps import NewsConfig", 0),
        ("news.apps", "from django.apps import AppConfig", 0),
    ],
)
def test_an_import_that_points_up_is_found(module, source, count):
    assert len(violations(module, source, is_package=module in LAYERS)) == count


def test_the_apps_are_those_of_the_layers():
    labels = {config.name for config in apps.get_app_configs()} & set(LAYERS)
    assert labels == set(LAYERS) - {"cluster_portal.core"}


def test_no_module_is_named_after_nothing_in_particular():
    vague = {"utils", "helpers", "common", "misc", "services"}
    assert [module for module in MODULES if vague & set(module.split("."))] == []
