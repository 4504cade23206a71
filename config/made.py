"""What is made from the sources before anything starts: compiled catalogues, stylesheet, fonts, player.

``python -m config.made``, for config/install.sh: without Django's applications, whose coming up takes seconds, so
that a start at which nothing has changed is quick.
"""

import sys

from cms import assets
from config.catalogues import compile_all
from config.settings.base import ROOT, VAR


def main() -> None:
    compile_all(ROOT)
    if made := assets.build(ROOT, VAR):
        print(f"made: {', '.join(made)}")


if __name__ == "__main__":
    try:
        main()
    except assets.MissingParts as missing:
        sys.exit(f"{missing} is missing: run `make install`, which fetches the browser parts.")
