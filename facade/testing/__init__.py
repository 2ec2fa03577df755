"""The conformance kit: what any adapter's author runs, and the databases it runs on."""
