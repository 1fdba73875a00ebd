"""What the README's figures come from: `make bench`, or `PYTHONPATH=scripts python -m benchmarks speed drawing …`."""
