import argparse
import importlib
import pkgutil
import sys
import traceback

import benchmarks
from benchmarks.house import House
from benchmarks.measure import FIGURES, HEAD, RESULTS, ROOT, Reading, Wrong, keep, line

PARTS = {"__main__", "browsing", "house", "load", "measure", "seeds"}  # what is not a group


def chosen(only: str | None):
    """The figures of these names or groups, comma separated; all without."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name not in PARTS:
            importlib.import_module(f"benchmarks.{module.name}")
    if not only:
        return FIGURES
    asked = {name.strip() for name in only.split(",") if name.strip()}
    if unknown := asked - {f.name for f in FIGURES} - {f.group for f in FIGURES}:
        known = sorted({f.group for f in FIGURES}) + [f.name for f in FIGURES]
        sys.exit(f"Not known: {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
    return [f for f in FIGURES if asked & {f.name, f.group}]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure Takwin on data of its own.")
    parser.add_argument("--only", help="names of figures or groups, separated by commas")
    only = parser.parse_args().only
    wrong = []
    with House() as house:
        figures = chosen(only)
        print(f"{house.engine}; answers a second with 8 at once, and alone (_c1)\n{HEAD}", flush=True)
        for one in figures:
            try:
                readings = one.take(house)
            except Wrong as why:
                wrong.append(f"{one.name}: {why}")
                print(f"{one.name:<28} WRONG: {why}", flush=True)
                continue
            except Exception:
                wrong.append(f"{one.name}: failed")
                traceback.print_exc()
                continue
            for reading in [readings] if isinstance(readings, Reading) else readings:
                print(line(one, reading, keep(one, reading, engine=house.engine)), flush=True)
    print(f"\nKept in {RESULTS.relative_to(ROOT)}.")
    if wrong:
        sys.exit("\n".join(["", *wrong]))


if __name__ == "__main__":
    main()
