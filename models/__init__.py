"""What is inferred from what members say: positions, issues, relations, and the analyses built on them."""
