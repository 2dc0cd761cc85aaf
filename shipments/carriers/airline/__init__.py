"""The airline: Cargo-IMP status messages."""
