"""The bill of materials (SBOM): what is in the program, in CycloneDX's JSON, for those who check by machine."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from components import Component, itself
from contents import canonical
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.contrib.this.builders import this_component
from cyclonedx.model import ExternalReference, ExternalReferenceType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component as Entry
from cyclonedx.model.component import ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KINDS = {
    "program": ComponentType.APPLICATION,
    "python": ComponentType.PLATFORM,
    "package": ComponentType.LIBRARY,
    "part": ComponentType.LIBRARY,
    "pack": ComponentType.MACHINE_LEARNING_MODEL,
}
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_OID, "io.github.pentimento.Pentimento")


def write_bill(target: Path, found: Sequence[Component], epoch: int) -> Path:
    """Writes the bill: the same components give the same bytes; returns the file.

    Args:
        target: the file.
        found: what is in the program.
        epoch: seconds since 1970; its date.
    """
    bill = Bom()
    bill.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    bill.metadata.tools.components.add(this_component())
    program = _entry(itself())
    bill.metadata.component = program
    entries = {canonical(component.library.name): _entry(component) for component in found}
    for component in found:
        entry = entries[canonical(component.library.name)]
        bill.components.add(entry)
        # A part comes with its package, and the program with all the rest.
        bill.register_dependency(entries.get(canonical(component.within), program), [entry])
    facts = "\n".join(repr(component) for component in (itself(), *found))
    bill.serial_number = uuid.uuid5(NAMESPACE, f"{epoch}\n{facts}")
    target.write_text(JsonV1Dot6(bill).output_as_string(indent=1), encoding="utf-8", newline="\n")
    return target


def _entry(component: Component) -> Entry:
    library = component.library
    address = {ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(library.address))}
    return Entry(
        name=library.name,
        version=library.version or None,
        type=KINDS[component.kind],
        bom_ref=f"{component.kind}:{library.name}",
        purl=PackageURL("pypi", name=canonical(library.name), version=library.version)
        if component.kind == "package"
        else None,
        licenses=[LicenseFactory().make_from_string(library.licence)],
        external_references=address if library.address else (),
        properties=[Property(name="pentimento:file", value=path) for path in component.files],
    )
