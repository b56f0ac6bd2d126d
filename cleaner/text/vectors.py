"""mypyc helpers, with pure-Python fallbacks.

A page has thousands of numbers and objects. In compiled modules a `vec` of librt, the runtime library of mypyc, stores
numbers side by side and without an object for each; the fallback is a list, with the same results. Objects of a class
that is marked with `mypyc_attr(acyclic=True)` are in no reference cycle, so the garbage collector does not track them.
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
        """Fallback of `librt.vecs.vec`: `vec[float]` is a list."""

        def __class_getitem__(cls, _: Any) -> type[list[Any]]:
            return list

    def append(numbers: list[Any], number: Any) -> list[Any]:
        """Return the vector with one more number. The argument must not be used again: a `vec` may have been moved."""
        numbers.append(number)
        return numbers

    def pop(numbers: list[Any]) -> tuple[list[Any], Any]:
        """Return the vector without its last number, and that number."""
        last = numbers.pop()
        return numbers, last

    def read_i64_le(data: bytes, start: int) -> int:
        """Return the signed integer in the eight bytes from `start`, the lowest byte first."""
        return int.from_bytes(data[start : start + 8], "little", signed=True)

    def mypyc_attr(**_: Any) -> Any:
        """Return a decorator that leaves a class as it is."""
        return lambda cls: cls


Column = vec[float]
"""One number per line."""
Flags = vec[bool]
"""One boolean per line."""
