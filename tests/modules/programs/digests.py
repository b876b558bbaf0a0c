# All digests over messages of all lengths around their blocks.
import sys

PY3 = sys.version_info[0] > 2
data = bytes(bytearray([i * 7 % 256 for i in range(1000)]))
import _md5
makers = [_md5.md5 if PY3 else _md5.new]
if PY3:
    import _sha1
    makers.append(_sha1.sha1)
else:
    import _sha
    makers.append(_sha.new)
if sys.version_info >= (3, 12):
    import _sha2
    makers += [_sha2.sha224, _sha2.sha256, _sha2.sha384, _sha2.sha512]
else:
    import _sha256, _sha512
    makers += [_sha256.sha224, _sha256.sha256, _sha512.sha384, _sha512.sha512]
if PY3:
    import _blake2, _sha3
    makers += [_sha3.sha3_224, _sha3.sha3_256, _sha3.sha3_384, _sha3.sha3_512, _blake2.blake2b, _blake2.blake2s]
for make in makers:
    total = make()
    for n in range(0, 300):
        total.update(make(data[:n]).digest())
    h = make(data)
    other = h.copy()
    other.update(data)
    print("%s %d %d %s %s" % (h.name, h.block_size, h.digest_size, total.hexdigest(), other.hexdigest()))
if PY3:
    for make in (_sha3.shake_128, _sha3.shake_256):
        print("%s %s" % (make(data).hexdigest(200), make().digest(0)))
    print(_blake2.blake2b(data, digest_size=20, key=b"key", salt=b"salt", person=b"me", fanout=2, depth=3, leaf_size=4, node_offset=5, node_depth=1, inner_size=6, last_node=True).hexdigest())
    print(_blake2.blake2s(data, digest_size=20, key=b"key", salt=b"salt", person=b"me", fanout=2, depth=3, leaf_size=4, node_offset=5, node_depth=1, inner_size=6, last_node=True).hexdigest())
