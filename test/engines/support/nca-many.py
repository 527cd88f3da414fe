"""Works out the connectivity of many clusters in one process: each line of standard input names an input and an output."""
import contextlib
import os
import sys

from nca.nca_cli import nca_main
from nca.NetworkConfig.NetworkConfig import NetworkConfig

# Only for printing, pods are grouped by the labels that policies name; without any, each one is named.
NetworkConfig.get_allowed_labels = lambda self: set()

for line in sys.stdin:
    given, made = line.rstrip("\n").split("\t")
    words = ["--connectivity", "--resource_list", given, "--output_format=json", "--file_out", made]
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        code = nca_main(words)
    if code != 0:
        sys.exit(f"{given}: ended with {code}")
