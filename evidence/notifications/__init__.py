"""消息: what an account is told, when, and by which way it leaves the house."""
