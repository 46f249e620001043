"""What surrounds the unit: courts, approved premises, unpaid work, programmes."""
