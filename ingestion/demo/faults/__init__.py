"""Faults that are planted in the demonstration group, look-alikes that are none, and the sealed truth about both.

The generator (`ingestion.demo.group`) knows nothing of them: it is opened at seams, where a planter takes away, changes
or adds what a fault takes away, changes or adds, in the way in which the real software would let it happen. What was
planted is told to the truth, which is written beside the databases and which only `quarterdeck demo score` reads.
"""
