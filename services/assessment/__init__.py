"""Assessment judges: exams and the custody of papers, results, certificates, performance."""
