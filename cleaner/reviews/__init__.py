"""Reviews: decisions about single lines, made by people, and the file that stores them."""
