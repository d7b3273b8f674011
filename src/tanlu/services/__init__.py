"""Use cases, one for each verb of a user: open a case, call the rooms, save and hand back the answer."""
