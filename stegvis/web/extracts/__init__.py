"""Register extracts (registerutdrag): asked for, reviewed, handed over."""
