from cyc_d import thing
other = 1
