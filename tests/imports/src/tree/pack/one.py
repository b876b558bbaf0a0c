first = "one.first"
