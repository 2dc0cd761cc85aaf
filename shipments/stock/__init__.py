"""Stock as a ledger: received, reserved, picked, put back; inbound shipments."""
