"""Reading source systems, landing their rows unchanged, and listing what a build may see."""
