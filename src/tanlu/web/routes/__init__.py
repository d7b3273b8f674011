"""The API's routes: a module a subject, each with its ``router``, found by itself; a new one enters no list."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter


def all_routers() -> list[APIRouter]:
    """The router of every module of this package that has one, in the order of the modules' names.

    Examples
    --------
    >>> sorted({router.prefix for router in all_routers()})[:3]
    ['/api', '/api/editor', '/api/factors']
    """
    names = sorted(found.name for found in iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return [module.router for module in modules if hasattr(module, "router")]
