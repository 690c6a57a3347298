"""How an operator sees a running part: its log, which holds no visitor's words and no secret, and its metrics."""
