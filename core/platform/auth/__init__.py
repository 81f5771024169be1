"""Who a person is: sign-in, signed sessions and the key they hang on."""
