"""The page after a patient told, what was shared of it, and how to reach the patient safely."""
