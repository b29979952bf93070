"""A cable between two network devices that loses and delays packets, as netem(8) does in many kernels.

Opens two TUN devices, whose names are the arguments, and carries IP packets between them. A line "LOSS DELAY"
on standard input sets the share of packets that are lost in each direction, and the seconds for which the
others travel. Prints "ready" once the devices are there, and ends with its standard input.
"""

import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000


def open_device(name: str) -> int:
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


def send(device: int, packet: bytes) -> None:
    try:
        os.write(device, packet)
    except OSError:
        # The device is not up yet, or takes no more: the packet is lost, as on any cable.
        return


def main() -> None:
    ends = [open_device(name) for name in sys.argv[1:3]]
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    print("ready", flush=True)
    orders = sys.stdin.fileno()
    loss, delay = 0.0, 0.0
    travelling: list[tuple[float, int, int, bytes]] = []
    number = 0
    while True:
        wait = max(0.0, travelling[0][0] - time.monotonic()) if travelling else None
        readable, _, _ = select.select([*ends, orders], [], [], wait)
        if orders in readable:
            line = sys.stdin.readline()
            if not line:
                return
            loss, delay = (float(part) for part in line.split())
        for source in ends:
            if source not in readable:
                continue
            try:
                packet = os.read(source, 65536)
            except OSError:
                continue
            if random.random() < loss:
                continue
            if delay == 0 and not travelling:
                send(other[source], packet)
                continue
            number += 1
            heapq.heappush(travelling, (time.monotonic() + delay, number, other[source], packet))
        while travelling and travelling[0][0] <= time.monotonic():
            _, _, device, packet = heapq.heappop(travelling)
            send(device, packet)


main()
