"""The commands, one module each: options, the call, the exit status. `cleaner.render` makes their output.

Modules that load the rules, rich or process pools are imported in the functions that need them, so that
`cleaner --help` and a pipe over one page start fast.
"""
