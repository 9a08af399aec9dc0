"""Documents to hand over, sign or take into another record: accessible PDF on A4."""
