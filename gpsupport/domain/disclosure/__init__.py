"""What follows when a patient tells: safety, children, risk, contact, consent, and sharing."""
