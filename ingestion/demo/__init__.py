"""Made-up systems to try Quarterdeck on: nothing in here is a real company, person or figure."""
