"""Proposals: somebody who may only propose does so here, and the assessor answers."""
