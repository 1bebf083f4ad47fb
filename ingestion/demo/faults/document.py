"""`docs/planted-faults.md`, made from the shipped parameters of the faults.

python -m ingestion.demo.faults.document
"""

import tomllib

from ingestion.demo.faults.parameters import FOLDER
from quarterdeck.atomic import replace_text
from quarterdeck.layout import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "planted-faults.md"
_INTRODUCTION = """# The planted faults

The demonstration group is honest but for what stands here: faults that an auditor would want to find, and beside each
kind look-alikes that are none. They are planted so that every detector can be scored, by people who did not write it.

    quarterdeck demo [--faults FILE|none]
    quarterdeck demo score [--truth DIR] [--format text|json]

`demo` plants them unless `--faults none` is given. What was planted is written to `truth/truth.csv` beside the
group's databases, a row for each record of each fault: which system, table and key, when it was done, from which day
on the systems show enough to know it, how much is at stake, and why it is one (or only looks so). Only the user who
made the group may read it, and nothing of the product does: detectors read what an auditor could read.

`demo score` compares the findings that are published with that truth, as of the findings' day. A finding is of a kind
when its rule bears the kind's name (`alert_<kind>`), and right when it names a row that is the subject of such a
fault; a fault is found when a finding names one of its rows. Precision is the share of findings that are right,
recall the share of faults that are found. Kinds without a detector are listed as such.

The numbers below are how many there are up to the day as of which the group is made, at scale 1; at other scales they
go with the square root of it, at least one of each. What needs something that a small group may not have, such as a
project that was suspended, or a bill that was endorsed, is promised only from the scale on that stands behind it; a
smaller group has none. As many again, in proportion, wait in the group's future. Rates,
sizes and shapes are data, in `ingestion/demo/faults/parameters/`; a file of the same form, with only what is to
differ, replaces them:

```toml
[duplicate_payment]
faults = { exact = 12, rewritten = 0 }
days_between = [3, 90]
```

`natural` are faults that the group makes without being asked to; the truth tells them too.

This document is made from the parameters (`make documents`); correct it there.
"""


def faults_document() -> str:
    """The document's text."""
    parts = [_INTRODUCTION]
    for file in sorted(FOLDER.glob("*.toml")):
        title = file.stem.replace("_", " ").capitalize()
        parts.append(f"## {title}\n\n| kind | what is wrong | faults | look-alikes |\n| --- | --- | --- | --- |\n")
        for kind, given in tomllib.loads(file.read_text(encoding="utf-8")).items():
            cells = (_listed(given.get(name, {}), given.get("from_scale", {})) for name in ("faults", "lookalikes"))
            parts.append(f"| `{kind}` | {given['says']} | {' | '.join(cells)} |\n")
        parts.append("\n")
    return "\n".join(["".join(parts[:1]), "".join(parts[1:])]).rstrip() + "\n"


def _listed(variants: dict[str, int], from_scale: dict[str, float]) -> str:
    since = {name: f" (from {scale})" for name, scale in from_scale.items()}
    return ", ".join(f"{name.replace('_', ' ')} {count}{since.get(name, '')}" for name, count in variants.items())


if __name__ == "__main__":
    replace_text(DOCUMENT, faults_document())
