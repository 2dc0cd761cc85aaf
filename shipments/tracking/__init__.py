"""Events and the statuses of parcels that follow from them."""
