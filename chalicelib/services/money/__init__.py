"""Fees, payments, refunds, receipts, and the books of the agents."""
