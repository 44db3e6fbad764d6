"""Building the data set, training, judging and exporting the kitchen network. Needs the `train` extra."""

from detector.ultralytics_backend import keep_ultralytics_quiet

keep_ultralytics_quiet()
