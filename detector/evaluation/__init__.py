"""How good the detector is: boxes compared with what pictures truly show."""
