"""Passes bytes between a client and PostgreSQL, and swallows the server's answer to the first COMMIT that writes.

usage: eating-proxy.py SERVER-SOCKET OWN-SOCKET [all | gone]

Ends that connection in its place; with `all` every other one too, as when a server fails over; with `gone` for good.
"""
import os
import select
import socket
import sys

server_path, own_path = sys.argv[1:3]
ends_all = sys.argv[3:] in (["all"], ["gone"])
if os.path.exists(own_path):
    os.unlink(own_path)
listener = socket.socket(socket.AF_UNIX)
listener.bind(own_path)
os.chmod(own_path, 0o777)
listener.listen(8)
others = {}
wrote = set()
eaten = False
swallowing = set()
while True:
    ready, _, _ = select.select([listener, *others], [], [])
    for one in ready:
        if one is listener:
            client, _ = listener.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(server_path)
            others[client], others[server] = server, client
            server.setblocking(True)
            client.setblocking(True)
            one = None
            continue
        if one not in others:
            continue
        other = others[one]
        try:
            data = one.recv(65536)
        except OSError:
            data = b""
        if not data:
            for end in (one, other):
                others.pop(end, None)
                swallowing.discard(end)
                end.close()
            continue
        if b"INSERT INTO store_run" in data:
            wrote.add(one)
        if not eaten and one in wrote and b"COMMIT" in data:
            eaten = True
            swallowing.add(other)
        if one in swallowing:
            # The server has answered: it has committed. The client never hears of it.
            for end in list(others) if ends_all else (one, other):
                others.pop(end, None)
                end.close()
            swallowing.discard(one)
            if sys.argv[3:] == ["gone"]:
                os.unlink(own_path)
                sys.exit(0)
            continue
        other.sendall(data)
