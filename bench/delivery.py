"""The sweep's model in SimPy 2, the one that Debian has as python3-simpy: messages over a lossy link to one receiver.

Reads one JSON document: {"runs", "messages", "awaitAck", "dedup", "p", "q", "hop", "line", "timeout", "every"}. Prints
the sums over all runs and the seconds they took, without starting Python. Times are milliseconds.
"""

import json
import random
import sys
import time

from SimPy.Simulation import Process, Resource, Simulation, hold, release, request


class Message(Process):
    """Sends, waits for the ACK, and sends again."""

    def __init__(self, sim, world, ordinal):
        Process.__init__(self, sim=sim)
        self.world = world
        self.ordinal = ordinal
        self.attempts = self.deliveries = self.effects = 0
        self.waiting = False

    def live(self):
        world, knobs = self.world, self.world.knobs
        while True:
            self.attempts += 1
            packet = Packet(self.sim, world, self)
            self.sim.activate(packet, packet.live())
            if not knobs["awaitAck"]:
                return
            self.waiting = True
            yield hold, self, knobs["timeout"]
            self.waiting = False
            if self.interrupted():
                return


class Packet(Process):
    """Travels, is handled line by line, and travels back as its ACK."""

    def __init__(self, sim, world, message):
        Process.__init__(self, sim=sim)
        self.world = world
        self.message = message

    def live(self):
        message, world, knobs = self.message, self.world, self.world.knobs
        if random.random() < knobs["p"]:
            yield hold, self, knobs["hop"] / 2
            return
        yield hold, self, knobs["hop"]
        yield request, self, world.receiver
        message.deliveries += 1
        seen = False
        if knobs["dedup"]:
            yield hold, self, knobs["line"]
            seen = message.effects > 0
        if not seen:
            yield hold, self, knobs["line"]
            message.effects += 1
        yield hold, self, knobs["line"]
        yield release, self, world.receiver
        if not knobs["awaitAck"]:
            return
        if random.random() < knobs["q"]:
            yield hold, self, knobs["hop"] / 2
            return
        yield hold, self, knobs["hop"]
        if message.waiting:
            self.interrupt(message)


class World:
    def __init__(self, knobs):
        self.knobs = knobs

    def run(self):
        sim = Simulation()
        sim.initialize()
        self.receiver = Resource(capacity=1, sim=sim)
        messages = [Message(sim, self, i) for i in range(self.knobs["messages"])]
        for message in messages:
            sim.activate(message, message.live(), at=message.ordinal * self.knobs["every"])
        sim.simulate(until=3600000)
        return messages


def main():
    knobs = json.load(sys.stdin)
    random.seed(1)
    sums = {"lost": 0, "duplicated": 0, "attempts": 0, "deliveries": 0}
    world = World(knobs)
    start = time.process_time()
    for _ in range(knobs["runs"]):
        for message in world.run():
            sums["lost"] += message.effects == 0
            sums["duplicated"] += message.effects > 1
            sums["attempts"] += message.attempts
            sums["deliveries"] += message.deliveries
    sums["seconds"] = time.process_time() - start
    print(json.dumps(sums))


main()
