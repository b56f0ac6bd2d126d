"""What the compiler of wheels is told about classes of which a page has thousands of objects.

Such an object holds texts and numbers and is in no circle of references, so the collector of garbage need not know it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_extensions import mypyc_attr as mypyc_attr
else:  # what is not compiled needs none of it

    def mypyc_attr(**_: Any) -> Any:
        """Leaves a class as it is."""
        return lambda cls: cls
