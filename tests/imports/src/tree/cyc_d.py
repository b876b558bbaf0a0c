from cyc_c import other
thing = 2
