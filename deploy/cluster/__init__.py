"""Kaiban on a cluster, rendered by Kustomize."""
