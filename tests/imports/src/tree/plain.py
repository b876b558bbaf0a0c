"""doc of plain"""
value = [1]
