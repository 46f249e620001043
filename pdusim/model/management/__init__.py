"""Who holds which case, who does which task, who looks after whom."""
