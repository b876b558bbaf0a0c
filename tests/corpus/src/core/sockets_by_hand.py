# versions: 2.7,3.6-3.13
# about: sockets on this machine by hand: pairs, streams and datagrams, options, addresses as text and numbers
import _socket as S
import posix
import sys
PY3 = sys.version_info[0] >= 3


def attempt(label, function, *args, **named):
    try:
        print("%s: %r" % (label, function(*args, **named)))
    except Exception:
        kind, error = sys.exc_info()[:2]
        print("%s: %s %s" % (label, kind.__name__, error))


a, b = S.socketpair()
print(a.family == S.AF_UNIX, a.type == S.SOCK_STREAM, a.proto, a.gettimeout(), a.fileno() > 2)
print(a.send(b'one'), b.recv(10), a.sendall(b'two' * 3), b.recv(4), b.recv(100))
room = bytearray(5)
print(a.send(b'into room'), b.recv_into(room), bytes(room), b.recv_into(room, 2), bytes(room))
a.send(b'from')
print(b.recvfrom(10)[0])
a.send(b'from into')
print(b.recvfrom_into(room)[0], bytes(room), b.recv(100))
if PY3:
    print(a.sendmsg([b'mes', b'sage']), b.recvmsg(3)[0], b.recvmsg_into([bytearray(10)])[0])
    print(S.CMSG_LEN(4), S.CMSG_SPACE(4), S.CMSG_LEN(0))
    attempt('len', S.CMSG_LEN, -1)
    print(S.getdefaulttimeout())
print(a.settimeout(0.01), a.gettimeout())
attempt('timeout', a.recv, 1)
print(a.setblocking(False), a.gettimeout())
if hasattr(a, 'getblocking'):
    print(a.getblocking())
attempt('blocked', a.recv, 1)
print(a.setblocking(True), a.gettimeout())
attempt('timeout', a.settimeout, -1)
attempt('timeout', a.settimeout, 'a')
print(a.getsockname() in ('', b''), a.getpeername() in ('', b''))
print(a.shutdown(S.SHUT_WR), b.recv(5))
attempt('broken', a.send, b'x')
if PY3:
    fd = a.detach()
    print(fd > 2, a.fileno(), posix.close(fd))
else:
    c = a.dup()
    print(c.fileno() != a.fileno(), c.close(), b.makefile('w').close())
    a.close()
attempt('closed', a.send, b'x')
b.close()
attempt('closed', b.recv, 1)

server = S.socket(S.AF_INET, S.SOCK_STREAM)
print(server.setsockopt(S.SOL_SOCKET, S.SO_REUSEADDR, 1), server.getsockopt(S.SOL_SOCKET, S.SO_REUSEADDR), server.getsockopt(S.SOL_SOCKET, S.SO_REUSEADDR, 4))
print(server.bind(('127.0.0.1', 0)), server.listen(1))
place = server.getsockname()
print(place[0], place[1] > 0)
client = S.socket()
print(client.connect(place), client.getpeername() == place)
if PY3:
    fd, address = server._accept()
    other = S.socket(S.AF_INET, S.SOCK_STREAM, 0, fd)
else:
    other, address = server.accept()
print(address == client.getsockname(), client.sendall(b'by wire'), other.recv(100))
client.close()
print(other.recv(1))
other.close()
server.close()
again = S.socket()
print(again.connect_ex(place) != 0)
attempt('no address', again.connect, 5)
attempt('no port', again.connect, ('127.0.0.1', 'a'))
attempt('large port', again.connect, ('127.0.0.1', 70000))
again.close()
one, two = S.socket(S.AF_INET, S.SOCK_DGRAM), S.socket(S.AF_INET, S.SOCK_DGRAM)
two.bind(('127.0.0.1', 0))
print(one.sendto(b'datagram', two.getsockname()), two.recvfrom(100)[0], one.sendto(b'flags', 0, two.getsockname()), two.recv(2))
one.close()
two.close()
attempt('no option', lambda: S.socket().setsockopt(1, 2))

print(S.htons(1), S.htonl(1), S.ntohs(256), S.ntohl(16777216))
attempt('htons', S.htons, -1)
print(repr(S.inet_aton('1.2.3.4')), S.inet_ntoa(b'\x01\x02\x03\x04'), repr(S.inet_pton(S.AF_INET, '1.2.3.4')), S.inet_ntop(S.AF_INET, b'\x01\x02\x03\x04'), S.inet_ntop(S.AF_INET6, b'\0' * 15 + b'\1'), len(S.inet_pton(S.AF_INET6, '::1')))
for name, args in (('inet_aton', ('x',)), ('inet_ntoa', (b'abc',)), ('inet_pton', (S.AF_INET, 'x')), ('inet_ntop', (S.AF_INET, b'abc')), ('inet_pton', (999, '1'))):
    attempt(name, getattr(S, name), *args)
attempt('no port', S.getservbyport, 65432, 'tcp')
attempt('no service', S.getservbyname, 'no such service')
attempt('no protocol', S.getprotobyname, 'no such protocol')
print(S.gethostbyname('127.0.0.1'), S.gethostbyname_ex('127.0.0.1')[2], len(S.gethostname()) > 0, [found[4] for found in S.getaddrinfo('127.0.0.1', 80, 0, S.SOCK_STREAM)], S.getnameinfo(('127.0.0.1', 80), S.NI_NUMERICHOST | S.NI_NUMERICSERV))


def parts_of_host(address):
    try:
        return len(S.gethostbyaddr(address))
    except S.error:
        return None   # a machine without /etc/hosts


print(parts_of_host('127.0.0.1') in (3, None))
attempt('getnameinfo', S.getnameinfo, 5, 0)
if PY3:
    print(S.if_nametoindex('lo'), S.if_indextoname(S.if_nametoindex('lo')), (S.if_nametoindex('lo'), 'lo') in S.if_nameindex())
    attempt('no interface', S.if_nametoindex, 'nosuch')
    attempt('sethostname', S.sethostname, 5)
