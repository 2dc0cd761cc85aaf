"""When a parcel will arrive: usual times of each stage, and a window from them."""
