"""Assessment: exams, marking, results, certificates, performance."""
