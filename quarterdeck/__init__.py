"""The ground floor that all Python of Quarterdeck shares: settings, layouts, publication, the door."""
