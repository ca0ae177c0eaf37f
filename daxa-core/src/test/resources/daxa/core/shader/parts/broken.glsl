// Two lines down is an error.

float f = undeclared;
