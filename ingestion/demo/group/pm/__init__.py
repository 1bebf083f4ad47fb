"""The group's project system: structure, tasks, baselines, progress, hours, risks, inspections."""
