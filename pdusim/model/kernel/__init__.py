"""What every storey stands on: the clock, the diary, chance; nothing of probation."""
