"""What watches the suite: Prometheus, its rules, and the dashboards of Grafana."""
