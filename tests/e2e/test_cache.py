"""Clusters in memory: loaded when they are asked for, dropped when there is no room, and nobody can tell."""

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
