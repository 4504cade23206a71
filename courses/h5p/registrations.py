"""What h5p puts into the registries."""

from courses.h5p import storing
from people.registry import daily

daily.register("h5p.sweep")(storing.sweep)


@daily.register("h5p.ours")
def renew_ours(today):
    """Our own libraries as the installed version of Takwin has them."""
    storing.install_ours()
