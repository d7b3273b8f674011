"""What tests share: builders of cases, games and markets, servers, databases and a browser."""
