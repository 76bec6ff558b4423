"""The portal's components and its few filters; built into every template."""

from django import template

register = template.Library()
