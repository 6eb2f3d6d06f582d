"""The one exception of this package."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

USAGE = 64
BAD_DATA = 65
MISSING_INPUT = 66
MISSING_PACKAGE = 69
CONFIGURATION = 78


class TocsinError(Exception):
    """A problem with its place and what to do next, told by Tocsin or by this package.

    Parameters
    ----------
    message : str
        What is wrong.
    exit_code : int
        The exit code of the command-line tool, or the one with which it would tell the same
        problem: 64 usage, 65 bad data, 66 missing input, 69 missing system package, 70 a defect,
        74 I/O, 75 try later, 78 bad configuration. Negative where a signal ended the tool.
    place : str, optional
        The file, line or tag concerned.
    hint : str, optional
        What to do next.
    text : str, optional
        The full text to show; made of the others where it is not given. The tool may tell several
        problems at once: `message`, `place` and `hint` are the first one's, `text` has them all.
    """

    def __init__(
        self,
        message: str,
        *,
        exit_code: int,
        place: str | None = None,
        hint: str | None = None,
        text: str | None = None,
    ) -> None:
        self.message = message
        self.exit_code = exit_code
        self.place = place
        self.hint = hint
        if text is None:
            text = message
            if place is not None:
                text += f"\n  at {place}"
            if hint is not None:
                text += f"\n  hint: {hint}"
        self.text = text
        super().__init__(text)

    @classmethod
    def from_output(cls, output: str, exit_code: int) -> TocsinError:
        """Read what the command-line tool wrote to standard error.

        Parameters
        ----------
        output : str
            Standard error; warnings and progress before the first error are left out.
        exit_code : int
            The status with which the tool ended.
        """
        lines = output.splitlines()
        first = next(
            (i for i, line in enumerate(lines) if line.lower().startswith("error: ")), None
        )
        if first is None:
            ended = f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
            said = output.strip()
            message = f"tocsin ended with {ended}" + (f": {said}" if said else "")
            return cls(message, exit_code=exit_code)
        place = hint = None
        for line in lines[first + 1 :]:
            if line.startswith("  at ") and place is None:
                place = line.removeprefix("  at ")
            elif line.startswith("  hint: ") and hint is None:
                hint = line.removeprefix("  hint: ")
            elif line.lower().startswith("error: "):
                break
        return cls(
            lines[first][len("error: ") :],
            exit_code=exit_code,
            place=place,
            hint=hint,
            text="\n".join(lines[first:])[len("error: ") :],
        )


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names what was probably meant, or else what there is."""
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    return "known: " + ", ".join(known[:20]) + (", …" if len(known) > 20 else "")
