"""Speed and quality that anyone can measure again."""
