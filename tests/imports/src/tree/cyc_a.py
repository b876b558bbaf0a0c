print("cyc_a starts")
import cyc_b
name = "a"
print("cyc_a ends")
