"""What leaves the house is written into the log: who took what for which target."""

from evidence.access import Permission, must
from evidence.binder.content import Binder
from evidence.binder.package import Package
from evidence.store import Store
from evidence.viewer import Viewer


def note_export(store: Store, viewer: Viewer, binder: Binder, package: Package, what: str) -> None:
    """Logs that a package is handed out, with the hash of its manifest (its last file), which fixes all others.

    Raises NotAllowedError, StoreError; then nothing may be handed out.
    """
    must(viewer, Permission.EXPORT)
    after = {
        "name": f"{what} {binder.cover.target_name}",
        "sha256": package.packed[-1].sha256,
        "documents": len(binder.documents),
        "lacks": len(binder.lacks),
    }
    with store.writing(viewer) as transaction:
        transaction.audit("export", "exports", binder.cover.target.id, None, after)
