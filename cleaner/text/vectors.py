"""What modules say to the compiler of wheels, and what stands in for its own library where nothing is compiled.

A page has thousands of numbers and objects. Compiled, numbers lie side by side in memory (`vec`, of librt, the library
that mypyc's authors keep for what it compiles) and are no objects; in plain Python lists of the same numbers do, and
the results are the same. Objects of a class marked with `mypyc_attr(acyclic=True)` hold texts and numbers and are in no
circle of references, so the collector of garbage need not know them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from librt.strings import read_i64_le as read_i64_le
    from librt.vecs import append as append
    from librt.vecs import pop as pop
    from librt.vecs import vec as vec
    from mypy_extensions import mypyc_attr as mypyc_attr
else:

    class vec:  # noqa: N801
        """`vec[float]` is a list."""

        def __class_getitem__(cls, _: Any) -> type[list[Any]]:
            return list

    def append(numbers: list[Any], number: Any) -> list[Any]:
        """The numbers with one more. What was given must not be used any more: it may be the same, or too short."""
        numbers.append(number)
        return numbers

    def pop(numbers: list[Any]) -> tuple[list[Any], Any]:
        """The numbers without the last, and that one."""
        last = numbers.pop()
        return numbers, last

    def read_i64_le(data: bytes, place: int) -> int:
        """The number in the eight bytes from `place` on, the lowest byte first."""
        return int.from_bytes(data[place : place + 8], "little", signed=True)

    def mypyc_attr(**_: Any) -> Any:
        """Leaves a class as it is."""
        return lambda cls: cls


Column = vec[float]
"""One value a line."""
Flags = vec[bool]
"""Whether each line is of some sort."""
