"""Orchestration: the refresh as a Prefect flow, the build, and the command line."""
