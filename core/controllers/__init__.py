"""webapp2 handlers: who may call, what is sent, what is answered."""
