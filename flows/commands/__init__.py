"""The commands of the command line, by who needs them; `flows.cli` puts them together."""
