"""Reviews: decisions that a person made about lines, and the file that keeps them."""
