"""Looking at a backup before anything is done with it: every fault is found and named."""

from pathlib import Path

from kgsup.backups.adapters import copying
from kgsup.backups.queries import Facts
from kgsup.backups.rules.manifest import MANIFEST, Manifest, read_manifest
from kgsup.backups.rules.refusals import BadBackup
from kgsup.core import migrate
from kgsup.core.errors import N_

MOST_NAMED = 50  # faults that one message names


def check_backup(folder: Path) -> Manifest:
    """Read the manifest and every file; raises ``BadBackup`` that names each fault."""
    path = folder / MANIFEST
    if not folder.is_dir():
        raise BadBackup(N_("There is no folder %(folder)s."), folder=folder)
    if not path.is_file():
        raise BadBackup(
            N_("%(folder)s has no MANIFEST.json: that backup was never finished."), folder=folder
        )
    manifest = read_manifest(path.read_bytes())
    refuse_faults(_faults(folder, manifest))
    if manifest.revision not in migrate.revisions():
        raise BadBackup(
            N_(
                "The backup is of schema revision %(revision)s, which this program does not know:"
                " restore it with the program that made it (%(program)s) or a newer one."
            ),
            revision=manifest.revision,
            program=manifest.program,
        )
    return manifest


def refuse_faults(faults: list[str]) -> None:
    """Raise ``BadBackup`` when there are any."""
    if faults:
        more = [f"… {len(faults) - MOST_NAMED}"] if len(faults) > MOST_NAMED else []
        raise BadBackup(
            N_("This backup is not what it was:\n%(faults)s"),
            faults="\n".join([*faults[:MOST_NAMED], *more]),
        )


def _faults(folder: Path, manifest: Manifest) -> list[str]:
    listed = manifest.paths()
    faults = []
    there = set()
    for path, is_plain in copying.list_all(folder):
        if not is_plain:
            faults.append(f"not a plain file: {path}")
        elif path in listed:
            there.add(path)
        elif path != MANIFEST:
            faults.append(f"not in the manifest: {path}")
    for entry in manifest.files:
        if entry.path not in there:
            faults.append(f"missing: {entry.path}")
        elif copying.entry_of(folder, entry.path) != entry or not entry.has_right_name:
            faults.append(f"changed: {entry.path}")
    return faults


def check_facts(manifest: Manifest, facts: Facts) -> None:
    """Compare what the loaded database says with its manifest; raises ``BadBackup``."""
    stated = (manifest.revision, manifest.ledger_rows, manifest.ledger_hash, manifest.numbers)
    found = (facts.revision, facts.ledger_rows, facts.ledger_hash, facts.reached)
    names = ("schema revision", "rows of the ledger", "end of the ledger", "numbers reached")
    faults = [
        f"{name}: the manifest and the database differ"
        for name, one, other in zip(names, stated, found, strict=True)
        if one != other
    ]
    known = manifest.paths() | {row.path for row in manifest.missing}
    faults += [
        f"missing: {path}, named by {named_by}"
        for path, named_by in sorted(facts.named.items())
        if path not in known
    ]
    refuse_faults(faults)
