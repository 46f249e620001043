"""One simplified unit three times over: in textbook SimPy, in Ciw and in pdusim."""
