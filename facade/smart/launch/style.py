"""The look of our pages, for apps that want to look alike. The URL changes when the content does.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#styling
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from facade.fhir import json

STYLE: Mapping[str, str] = {
    "color_background": "#ffffff",
    "color_error": "#a4161a",
    "color_highlight": "#0b5394",
    "color_modal_backdrop": "rgba(0, 0, 0, 0.5)",
    "color_success": "#1b6e3c",
    "color_text": "#1c1c1c",
    "dim_border_radius": "4px",
    "dim_font_size": "16px",
    "dim_spacing_size": "16px",
    "font_family_body": "system-ui, sans-serif",
    "font_family_heading": "system-ui, sans-serif",
}


def version(style: Mapping[str, str]) -> str:
    """What the address of a style says of its content."""
    return hashlib.sha256(json.dumps(style)).hexdigest()[:16]


VERSION = version(STYLE)


def url(base: str) -> str:
    """Where an endpoint serves it."""
    return f"{base}/oauth/style/{VERSION}.json"
