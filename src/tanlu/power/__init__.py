"""Green power: matching, certificates, procurement and generation, four packages that share only the hours."""
