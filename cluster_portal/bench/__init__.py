"""What pages cost: time, queries, weight and memory, each against its budget (`make bench`).

Times are ratios measured in one run, side by side, so that they mean the same on a slow machine and on a fast one.
"""
