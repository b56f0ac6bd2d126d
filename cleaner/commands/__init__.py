"""The commands, one module each: parse, call, exit status. What they print is made in `cleaner.render`.

Imports of modules that load the rules, rich or process pools stand in the functions that need them,
because `cleaner --help` and a pipe over one page should not wait for them.
"""
