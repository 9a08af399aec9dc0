"""Loggkontroll: samples of the log, checks on suspicion, alarms."""
