"""Clusters in memory: loaded when they are asked for, dropped when there is no room, and nobody can tell."""

from support import protocol
from support.daemon import World

BOUND = 65536


def test_clusters_beyond_the_bound_are_dropped_and_loaded_again(make_daemon):
    daemon = make_daemon(cache_bytes_max=BOUND)
    worlds = [World(daemon, cluster=f"C-{number:02}") for number in range(40)]
    first = {}
    for number, world in enumerate(worlds):
        world.ok(world.submit("TQ", t01=10000 * (1 + number)))
        first[world.cluster] = world.standings().standings
    assert daemon.metric("cache_evictions_total") > 0
    assert daemon.metric("cached_bytes") <= BOUND
    for world in worlds:
        again = world.standings().standings
        assert again.state_hash == first[world.cluster].state_hash
        assert again.sequence == first[world.cluster].sequence
    assert daemon.metric("cached_bytes") <= BOUND


def test_loading_a_cluster_moves_nothing_within_a_freeze_either(make_daemon):
    """The database does not say then when time moves a season next."""
    daemon = make_daemon(cache_bytes_max=BOUND)
    worlds = []
    for number in range(24):
        season = protocol.small_season(f"C-{number:02}")
        season.edition, season.proposal_days, season.freeze.period = 2, 10, 4
        season.freeze.first, season.freeze.last = protocol.day("2024-11-20"), protocol.day("2024-11-29")
        worlds.append(World(daemon, cluster=season.cluster, season=season))
    for instant in ("2024-11-18T08:00", "2024-11-21T08:00"):
        worlds[0].advance(instant)
        loads, moved = (daemon.metric(name) for name in ("cache_loads_total", "seasons_moved_by_time_total"))
        for world in worlds:
            world.ok(world.standings())
        worlds[0].advance(instant)  # what was due would be done
        assert daemon.metric("cache_loads_total") > loads
        assert daemon.metric("seasons_moved_by_time_total") == moved


def test_each_cold_cluster_is_loaded_once_after_a_restart(make_daemon):
    daemon = make_daemon()
    worlds = [World(daemon, cluster=f"C-{number:02}") for number in range(30)]
    for world in worlds:
        world.ok(world.submit("TQ"))
    daemon.stop()
    daemon.start()
    for world in worlds:
        world.operator = daemon.client(daemon.operator)
    asked = [(world, world.ask_standings()) for world in worlds]
    for world, correlation in asked:
        reply = world.operator.receive()
        assert reply.correlation == correlation
        assert reply.standings.cluster == world.cluster
        assert reply.standings.reported == 1
    assert daemon.metric("cache_loads_total") == len(worlds)
