"""Green certificates: how they are issued, moved, claimed once, and expire."""
