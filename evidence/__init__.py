"""What the hospital has and can prove: register, judgement, documents, tasks, standing, gaps, exports, command line."""
