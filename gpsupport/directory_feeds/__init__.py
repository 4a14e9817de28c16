"""Local help as Open Referral UK has it (HSDS-UK 3.0): files in and out. Nothing is fetched."""
