"""Who plays, on what device and from where: what the server asks of the quiz's identities."""

from tanlu.engage.quiz.identity import Player, address_mark, device_cookie, device_of, network_of, player_of
from tanlu.engage.quiz.rounds import serve_place

__all__ = ["Player", "address_mark", "device_cookie", "device_of", "network_of", "player_of", "serve_place"]
