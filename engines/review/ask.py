"""Asks readtheplan and preapply what they say of changes: JSON lines in, JSON lines out, by what their command lines call."""

import json
import logging
import sys
import tempfile
from pathlib import Path

from preapply.cli.utils import run_analysis
from readtheplan import analyze
from readtheplan.adapters.kubernetes import analyze_kubernetes

TIERS = ["safe", "review", "dangerous", "irreversible"]
LEVELS = ["LOW", "MEDIUM", "HIGH", "CRITICAL"]


def of_plan(plan, folder):
    tier = max((change.risk for change in analyze(plan).resource_changes), key=TIERS.index, default="safe")
    file = Path(folder) / "plan.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    return tier, run_analysis(str(file)).risk_level


def control(folder):
    """A change that both know: were it harmless to them, the plans would be of no form that they read."""
    change = {"actions": ["delete"], "before": {"id": "orders"}, "after": None}
    names = {"address": "aws_db_instance.orders", "mode": "managed", "type": "aws_db_instance", "name": "orders"}
    plan = {"format_version": "1.2", "resource_changes": [{**names, "change": change}]}
    tier, level = of_plan(plan, folder)
    if tier == "safe" or level == "LOW":
        raise SystemExit(f"the deletion of a database is {tier} and {level}: they do not read what they are given")


def main():
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        control(folder)
        for line in sys.stdin:
            case = json.loads(line)
            tiers, levels = [], []
            for plan in case.get("plans", []):
                tier, level = of_plan(plan, folder)
                tiers.append(tier)
                levels.append(level)
            if "kubernetes" in case:
                counts = analyze_kubernetes(case["kubernetes"])["risk_counts"]
                tiers.append(max((tier for tier in TIERS if counts.get(tier, 0) > 0), key=TIERS.index, default="safe"))
            answer = {
                "readtheplan": max(tiers, key=TIERS.index, default=None),
                "preapply": max(levels, key=LEVELS.index, default=None),
            }
            print(json.dumps(answer))


main()
