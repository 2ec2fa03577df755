"""An address as a QR code (ISO/IEC 18004) that stands in the page itself, so that what it holds is asked of no server.

It is dark on light in every colour scheme, with the margin that cameras need: four modules.
"""

from __future__ import annotations

import segno
from markupsafe import Markup

_MARGIN = 4


def picture(address: str) -> Markup:
    """The code as SVG. Only shapes: no text of the address, no style that the policy of pages would forbid."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=_MARGIN, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn of the code's modules alone
