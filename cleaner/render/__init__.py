"""Results to output: pure functions from what was decided to what is shown, one module a form.

Nothing here opens a file or asks the terminal anything; width and colour are arguments. Text of articles
and names of files are other people's: every human form passes them through `text.visible`.
"""
