"""When an answer was given, as its page says it.

Times of day never leave the page: it counts milliseconds from the beginning of the sitting, starting at the count the
server wrote into it, so that a wrong clock on the phone does not matter.
"""

from django import forms


class StampForm(forms.Form):
    """What a save says beside the answer; all of it may be missing.

    ``given_ms``: when it was given, from the script. ``seen_ms``: what stood on a plain page, which cannot count.
    ``opened_ms``: when a plain page was made. ``seconds``: how long the question was looked at, from the script.
    """

    given_ms = forms.IntegerField(required=False, min_value=0, max_value=10**12)
    seen_ms = forms.IntegerField(required=False, min_value=0, max_value=10**12)
    opened_ms = forms.IntegerField(required=False, min_value=0, max_value=10**12)
    seconds = forms.IntegerField(required=False, min_value=0, max_value=10**9)

    def says(self, now_ms: int) -> dict:
        """For ``write_answer``, once it is valid."""
        said = self.cleaned_data
        by_script = said["given_ms"] is not None
        seconds = said["seconds"]
        if seconds is None and said["opened_ms"] is not None and not by_script:
            seconds = max(0, now_ms - said["opened_ms"]) // 1000
        return {
            "given_ms": said["given_ms"],
            "seen_ms": None if by_script else said["seen_ms"],
            "seconds": seconds,
        }
