"""Sound requests by subject: each module here has ``examples(world)``, which :mod:`tests.architecture.examples` collects.

What a module needs in the world it makes itself, once a world, by :meth:`World.kept`.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

MODULES: list[ModuleType] = [
    import_module(f"{__name__}.{module.name}")
    for module in sorted(iter_modules(__path__), key=lambda m: m.name)
]
