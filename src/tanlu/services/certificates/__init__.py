"""The certificate book of a case: operations on it, and what they mean for scope 2."""
