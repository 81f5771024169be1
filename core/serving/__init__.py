"""How requests are received: complete before they are worked on, in turns."""
