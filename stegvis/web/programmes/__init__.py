"""Programmes (insatser): the list, one of them explained, and two versions compared."""
