import cyc_a
print("cyc_b sees name: %r" % hasattr(cyc_a, "name"))
name = "b"
