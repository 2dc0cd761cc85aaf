"""The demo's aircraft differ, so that a smaller one can be tried."""

from shipments.flights.models import Aircraft
from tracker.simulation.management.commands.seed_demo import make_blocks


def test_each_aircraft_of_the_demo_has_a_block_of_its_own_size(reference):
    make_blocks()
    make_blocks()

    told = dict(Aircraft.objects.values_list("code", "payload_kg"))
    assert told == {"T2F": 169, "75F": 175, "73K": 138, "76Y": 312, "33X": 312, "IL7": 294}
    volumes = set(Aircraft.objects.values_list("volume_m3", flat=True))
    assert len(volumes) > 3
    assert max(volumes) < 7
