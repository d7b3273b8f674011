"""The tables and statements of the certificate book."""
