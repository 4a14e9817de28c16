"""What was asked over all clinicians: the timeline, the handover sheet and the work lists."""
