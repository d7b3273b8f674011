"""Services of giving: campaigns opened, verified, settled, receipted and closed, and money set aside for servers."""
