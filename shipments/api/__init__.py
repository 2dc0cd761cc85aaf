"""The REST interface: an address, a scope, one action or query, one shape of answer."""
